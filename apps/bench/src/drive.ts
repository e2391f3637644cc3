import { Agent, request } from 'node:http';

/** One request of a case. */
export type Ask = { method: 'GET' | 'POST'; path: string; body?: unknown };

export type Target = { port: number; cookie: string; ask: (index: number) => Ask };

export type Measured = { requests: number; seconds: number; p50Ms: number; p99Ms: number };

const send = (agent: Agent, target: Target, ask: Ask): Promise<void> =>
  new Promise((resolve, reject) => {
    const payload = ask.body === undefined ? undefined : JSON.stringify(ask.body);
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port: target.port,
        method: ask.method,
        path: ask.path,
        headers: {
          ...(target.cookie === '' ? {} : { cookie: target.cookie }),
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
        },
      },
      (incoming) => {
        let text = '';
        incoming.on('data', (chunk: Buffer) => {
          if ((incoming.statusCode ?? 500) >= 300) text += chunk.toString();
        });
        incoming.on('end', () => {
          if ((incoming.statusCode ?? 500) < 300) resolve();
          else
            reject(
              new Error(`${ask.method} ${ask.path} answered ${incoming.statusCode} ${text.slice(0, 300)}`),
            );
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(payload);
  });

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/**
 * Asks as fast as the answers come, over so many kept-alive connections, for a fixed number of seconds.
 * @throws Error at the first answer that is not a success: a fast refusal must not look like speed.
 */
export const drive = async (
  target: Target,
  options: { connections: number; seconds: number; first: number },
): Promise<Measured> => {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const latencies: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + options.seconds * 1000;
  let next = options.first;
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      const ask = target.ask(next);
      next += 1;
      const sentAt = performance.now();
      await send(agent, target, ask);
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: options.connections }, loop));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  latencies.sort((left, right) => left - right);
  return {
    requests: latencies.length,
    seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
};
