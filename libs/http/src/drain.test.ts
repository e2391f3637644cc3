import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { drain } from './drain.ts';
import { listen } from './listen.ts';

/** A server with one request under way on a connection its caller means to keep. */
const busyServer = async () => {
  let answer: ServerResponse | undefined;
  const { servers, port } = await listen(
    () => {
      const server = createServer((_request, response) => {
        answer = response;
        // The head has left: the caller was told that the connection stays.
        response.write('begun ');
      });
      server.keepAliveTimeout = 65_000;
      return server;
    },
    { host: '127.0.0.1', port: 0 },
  );
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(get({ host: '127.0.0.1', port, agent }), 'response')) as [IncomingMessage];
  return { servers, agent, response, finish: () => answer?.end('and ended') };
};

describe('draining', () => {
  it('lets a request end and closes its connection then, though its caller would keep it', async () => {
    const { servers, agent, response, finish } = await busyServer();
    const drained = drain(servers, { drainMs: 600_000 });
    finish();
    expect(await response.setEncoding('utf8').toArray()).toEqual(['begun ', 'and ended']);
    await drained;
    agent.destroy();
  });

  it('cuts what is not over in time, and ends what never would be', async () => {
    const { servers, agent, response } = await busyServer();
    const cut = once(response, 'error');
    let isEnded = false;
    await drain(servers, { drainMs: 50, endEventStreams: () => void (isEnded = true) });
    expect(isEnded).toBe(true);
    expect(await cut).toMatchObject([{ code: 'ECONNRESET' }]);
    agent.destroy();
  });
});
