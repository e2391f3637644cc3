declare module '@clinic/embedded-postgres' {
  type Options = { dataDir?: string; mode: 'durable' | 'test'; log?: (line: string) => void };
  type Running = { adminUrl: string; port: number; pid: number; isNew: boolean; stop(): Promise<void> };

  /** Starts the database that npm installed; see its README. */
  export function startPostgres(options: Options): Promise<Running>;
}
