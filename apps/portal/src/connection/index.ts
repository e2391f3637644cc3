export { ConnectionProvider, useConnection } from './connection-context.tsx';
export { createConnectionWatch } from './connection.ts';
export type { Connection, ConnectionWatch } from './connection.ts';
