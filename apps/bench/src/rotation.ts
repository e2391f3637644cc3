import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { LoadedClinic } from './load-clinic.ts';

export type RotationBench = {
  clinic: LoadedClinic;
  command: string;
  environment: Record<string, string>;
  port: number;
  cookie: string;
};

type Sample = { at: number; tookMs: number };
type Report = { rings: { outcome: string; rows: number; sealedFrom: string; sealedTo: string }[] };

const PAUSE_MS = 10;
const QUIET_MS = 10_000;
const LEAST_ROWS_PER_SECOND = 3_000;

const wait = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

const versionOf = (body: unknown): number =>
  typeof body === 'object' && body !== null && 'version' in body ? Number(body.version) : 0;

const editOf = ({ version, text }: { version: number; text: string }) => ({
  method: 'PATCH',
  headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
  body: JSON.stringify({ preferredName: text }),
});

const send = async (bench: RotationBench, id: string, change?: { version: number; text: string }) => {
  const edit = change && editOf(change);
  const sentAt = performance.now();
  const answer = await fetch(`http://127.0.0.1:${bench.port}/api/patients/${id}`, {
    ...edit,
    headers: { ...edit?.headers, cookie: bench.cookie },
  });
  const version = versionOf(await answer.json());
  // What must not happen while keys are changed, and would otherwise look like speed.
  if (!answer.ok) throw new Error(`${edit?.method ?? 'GET'} answered ${answer.status}`);
  return { version, tookMs: performance.now() - sentAt };
};

/** One person who reads a patient and edits them, again and again, until told to stop. */
const watch = (bench: RotationBench) => {
  const reads: Sample[] = [];
  const edits: Sample[] = [];
  let isOver = false;
  const work = async (): Promise<void> => {
    const { patientIds } = bench.clinic;
    for (let turn = 0; !isOver; turn += 1) {
      const id = patientIds[(turn * 7_919) % patientIds.length] ?? '';
      const at = Date.now();
      const read = await send(bench, id);
      const edit = await send(bench, id, { version: read.version, text: `Name ${turn}` });
      reads.push({ at, tookMs: read.tookMs });
      edits.push({ at, tookMs: edit.tookMs });
      await wait(PAUSE_MS);
    }
  };
  const working = work();
  // Heard of where it is waited for.
  working.catch(() => undefined);
  return {
    stop: async () => {
      isOver = true;
      await working;
      return { reads, edits };
    },
  };
};

const quantiles = (samples: readonly Sample[], from: number, to: number): string => {
  const sorted = samples
    .filter(({ at }) => at >= from && at <= to)
    .map(({ tookMs }) => tookMs)
    .sort((left, right) => left - right);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${sorted.length})`;
};

const rotate = async ({ command, environment }: RotationBench): Promise<Report> => {
  const child = spawn(process.execPath, [command, 'keys', 'rotate', '--ring', 'FIELD_KEK', '--json'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The change of keys ended with ${String(code)}`);
  return JSON.parse(said.trim().split('\n').at(-1) ?? '');
};

/** Gives the clinic a new data key while somebody works, and prints how fast, and what they noticed. */
export const benchRotation = async (bench: RotationBench, print: (line: string) => void): Promise<void> => {
  const person = watch(bench);
  const quietFrom = Date.now();
  await wait(QUIET_MS);
  const quietTo = Date.now();
  const { rings } = await rotate(bench);
  const { reads, edits } = await person.stop();
  const [report] = rings;
  if (!report) throw new Error('The change of keys said nothing');
  const [from, to] = [Date.parse(report.sealedFrom), Date.parse(report.sealedTo)];
  const rate = report.rows / ((to - from) / 1000);
  const verdict = rate >= LEAST_ROWS_PER_SECOND ? '≥' : '< ';
  print(`rotate: ${report.rows} rows sealed anew in ${((to - from) / 1000).toFixed(1)} s`);
  print(
    `  rows/s            ${rate.toFixed(0)} ${verdict} ${LEAST_ROWS_PER_SECOND}${verdict === '≥' ? '' : ' !'}`,
  );
  print(`  reading before    ${quantiles(reads, quietFrom, quietTo)}`);
  print(`  reading meanwhile ${quantiles(reads, from, to)}`);
  print(`  editing before    ${quantiles(edits, quietFrom, quietTo)}`);
  print(`  editing meanwhile ${quantiles(edits, from, to)}`);
};
