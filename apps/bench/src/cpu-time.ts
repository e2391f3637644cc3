import { readFile, readdir } from 'node:fs/promises';

const NANOSECONDS = 1e9;

const parentOf = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold blanks; behind it stand the state and the parent.
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
};

/** The process and all that descend from it. */
const treeOf = async (root: number): Promise<number[]> => {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const parents = new Map<number, number>();
  for (const pid of pids) parents.set(pid, await parentOf(pid));
  const isInside = (pid: number): boolean => {
    for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === root) return true;
    return false;
  };
  return pids.filter(isInside);
};

/** Time on a processor in nanoseconds: the first figure of schedstat (Linux, Documentation/scheduler/sched-stats). */
const nanosecondsOf = async (pid: number): Promise<number> => {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  let sum = 0;
  for (const thread of threads) {
    const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0');
    sum += Number(text.split(' ')[0]);
  }
  return sum;
};

/** CPU seconds that a process and those it started have used so far; what has ended is not counted. */
export const cpuSecondsOfTree = async (root: number): Promise<number> => {
  let sum = 0;
  for (const pid of await treeOf(root)) sum += await nanosecondsOf(pid);
  return sum / NANOSECONDS;
};

/** Resident memory of a process in MiB. */
export const residentMebibytes = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024;
};
