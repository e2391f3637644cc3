import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listen } from './listen.ts';

const answering = () => createServer((_request, response) => response.end('here'));

describe('listening', () => {
  it('on loopback answers on each of its addresses, on one port', async () => {
    const { servers, port } = await listen(answering, { host: '127.0.0.1', port: 0 });
    expect(port).toBeGreaterThan(0);
    const texts = await Promise.all(
      servers.map(async (server) => {
        const address = server.address();
        const host = typeof address === 'object' && address?.family === 'IPv6' ? '[::1]' : '127.0.0.1';
        return (await fetch(`http://${host}:${port}`)).text();
      }),
    );
    expect(texts).toEqual(servers.map(() => 'here'));
    for (const server of servers) server.close();
  });

  it('on a port that is taken fails, and says so', async () => {
    const first = await listen(answering, { host: '127.0.0.1', port: 0 });
    await expect(listen(answering, { host: '127.0.0.1', port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    for (const server of first.servers) server.close();
  });
});
