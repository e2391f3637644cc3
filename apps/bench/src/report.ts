/** One case's figures: medians over the rounds, of CPU the lowest quarter. CPU in seconds per 1,000 requests. */
export type Row = {
  name: string;
  limits: { p50?: number; cpu?: number };
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  apiCpu: number;
  databaseCpu: number;
};

const COLUMNS = ['case', 'rps', 'p50 ms', 'p99 ms', 'CPU api', 'CPU pg', 'p50 ratio', 'CPU ratio'];

const judged = (ratio: number, limit: number | undefined): string => {
  if (limit === undefined) return ratio.toFixed(2);
  return `${ratio.toFixed(2)} ${ratio <= limit ? '≤' : '> '}${limit}${ratio <= limit ? '' : ' !'}`;
};

const cellsOf = (row: Row, bare: Row): string[] => {
  const cpu = (each: Row): number => each.apiCpu + each.databaseCpu;
  return [
    row.name,
    row.requestsPerSecond.toFixed(0),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(1),
    row.apiCpu.toFixed(2),
    row.databaseCpu.toFixed(2),
    judged(row.p50Ms / bare.p50Ms, row.limits.p50),
    judged(cpu(row) / cpu(bare), row.limits.cpu),
  ];
};

/** Prints the cases beside the bare server, which is the first row. */
export const printTable = (rows: readonly Row[], write: (line: string) => void): void => {
  const [bare] = rows;
  if (!bare) return;
  const cells = [COLUMNS, ...rows.map((row) => cellsOf(row, bare))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  for (const line of cells) {
    write(
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    );
  }
};
