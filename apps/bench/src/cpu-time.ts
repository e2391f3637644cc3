import { readFile, readdir } from 'node:fs/promises';

// Linux counts in hundredths of a second for every program (USER_HZ).
const TICKS_PER_SECOND = 100;

type Stat = { parent: number; own: number; ofEndedChildren: number };

const statOf = async (pid: number): Promise<Stat | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold blanks; what follows it is fields 3 to 17.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  if (text === '') return undefined;
  return {
    parent,
    own: (fields[11] ?? 0) + (fields[12] ?? 0),
    ofEndedChildren: (fields[13] ?? 0) + (fields[14] ?? 0),
  };
};

/** CPU seconds a process has used so far, with all its children, ended ones included. */
export const cpuSecondsOfTree = async (root: number): Promise<number> => {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const stats = new Map<number, Stat>();
  for (const pid of pids) {
    const stat = await statOf(pid);
    if (stat) stats.set(pid, stat);
  }
  let ticks = stats.get(root)?.ofEndedChildren ?? 0;
  const isInside = (pid: number): boolean => {
    for (let at = pid; at > 1; at = stats.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  for (const [pid, stat] of stats) if (isInside(pid)) ticks += stat.own;
  return ticks / TICKS_PER_SECOND;
};

/** Resident memory of a process in MiB. */
export const residentMebibytes = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024;
};
