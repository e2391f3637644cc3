import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { TrustedProxy } from '@clinic/config';
import { httpStatus, type Logger } from '@clinic/core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drain, listen } from '@clinic/http';
import { createPortalServer } from './portal-server.ts';
import { Proxy } from './proxy.ts';
import { securityHeaders } from './security-headers.ts';
import { createServeSite } from './serve-site.ts';
import { loadSite, type Site } from './site.ts';

const SHELL =
  '<!doctype html><title>Clinic</title><div id="root"></div><script src="/assets/app-1a2b.js"></script>';
const SCRIPT = 'export const words = "waiting room";\n'.repeat(200);

let site: Site;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portal-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), SHELL);
  await writeFile(join(folder, 'assets/app-1a2b.js'), SCRIPT);
  await writeFile(join(folder, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  site = await loadSite(folder, 'quick');
  return () => rm(folder, { recursive: true });
});

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A promise and the function that keeps it. */
const later = <T>(): { promise: Promise<T>; resolve: (value: T) => void } => {
  let keep: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (keep = resolve));
  return { promise, resolve: (value) => keep(value) };
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const serve = async (listener: RequestListener, port = 0): Promise<number> => {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return portOf(server);
};

type Portal = { port: number; servers: Server[]; proxy: Proxy };

const openPortal = async (
  apiPort: number,
  trustedProxy: TrustedProxy = { kind: 'none' },
): Promise<Portal> => {
  const publicOrigin = 'http://localhost:4200';
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const proxy = new Proxy({ apiUrl, publicOrigin, trustedProxy, logger: quiet });
  const serveSite = createServeSite(site, securityHeaders(site.shellHtml, publicOrigin));
  const { servers, port } = await listen(() => createPortalServer({ serveSite, proxy }), {
    host: '127.0.0.1',
    port: 0,
  });
  cleanUps.push(async () => {
    await proxy.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });
  return { port, servers, proxy };
};

type Ask = {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  host?: string;
};

const send = (
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, host = '127.0.0.1' }: Ask = {},
) => {
  const asked = request({ port, host, path, method, headers, agent: false });
  asked.on('error', () => undefined);
  asked.end(body);
  return asked;
};

const ask = async (
  port: number,
  path: string,
  options: Ask = {},
): Promise<IncomingMessage & { body: Buffer }> => {
  const asked = send(port, path, options);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Object.assign(answer, { body: Buffer.concat(chunks) });
};

/** A port where nobody listens: it was free a moment ago. */
const deadPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe('the portal', () => {
  it('sends its files compressed as the client asks, each variant with a tag of its own', async () => {
    const { port } = await openPortal(1);
    const path = '/assets/app-1a2b.js';
    const [brotli, gzipped, plain] = await Promise.all(
      ['gzip, br', 'gzip', ''].map((encodings) =>
        ask(port, path, { headers: encodings ? { 'accept-encoding': encodings } : {} }),
      ),
    );
    expect(brotliDecompressSync(brotli?.body ?? '').toString()).toBe(SCRIPT);
    expect(gunzipSync(gzipped?.body ?? '').toString()).toBe(SCRIPT);
    expect(plain?.body.toString()).toBe(SCRIPT);
    expect(new Set([brotli, gzipped, plain].map((answer) => answer?.headers.etag)).size).toBe(3);
    expect(brotli?.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
  });

  it('never sends an encoding that the client refuses', async () => {
    const { port } = await openPortal(1);
    const answer = await ask(port, '/assets/app-1a2b.js', { headers: { 'accept-encoding': 'br;q=0, *' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
  });

  it('answers 304 to the tag it gave', async () => {
    const { port } = await openPortal(1);
    const first = await ask(port, '/mark.svg');
    const again = await ask(port, '/mark.svg', {
      headers: { 'if-none-match': `"other", ${first.headers.etag}` },
    });
    expect(again.statusCode).toBe(304);
    expect(again.headers).toMatchObject({ etag: first.headers.etag, 'cache-control': 'no-cache' });
    expect(again.body).toHaveLength(0);
  });

  it('opens its shell at every address of its own, to be asked for again each time', async () => {
    const { port } = await openPortal(1);
    for (const path of ['/', '/patients/0190?tab=visits', '/apiary', '/%E0%A4%A']) {
      const answer = await ask(port, path);
      expect(answer.body.toString()).toBe(SHELL);
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
  });

  it('answers 404 for an asset that is not there, and lets nobody keep that', async () => {
    const { port } = await openPortal(1);
    const answer = await ask(port, '/assets/app-0000.js');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('reads nothing outside of the built portal', async () => {
    const { port } = await openPortal(1);
    for (const path of ['/../package.json', '/assets/..%2f..%2fpackage.json', '/..%5cpackage.json']) {
      const answer = await ask(port, path);
      expect(answer.body.toString()).not.toContain('@clinic');
    }
  });

  it('answers HEAD without a body and other methods with 405', async () => {
    const { port } = await openPortal(1);
    const head = await ask(port, '/', { method: 'HEAD' });
    expect([head.statusCode, head.body.length, head.headers['content-length']]).toEqual([
      200,
      0,
      `${SHELL.length}`,
    ]);
    const post = await ask(port, '/', { method: 'POST', body: 'x' });
    expect([post.statusCode, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('lets the browser run files of its own alone, and what stands in the shell by its hash', async () => {
    const { port } = await openPortal(1);
    const policy = String((await ask(port, '/')).headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    const inline = securityHeaders('<script>alert(1)</script><style>a{}</style>', 'https://clinic.example');
    // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    expect(inline['content-security-policy']).toContain(
      "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
    );
    expect(inline['strict-transport-security']).toBe('max-age=31536000');
  });

  it('gives every answer an id of its own', async () => {
    const api = await serve((_request, response) => response.end('no id of its own'));
    const { port } = await openPortal(api);
    const { etag } = (await ask(port, '/')).headers;
    const answers = await Promise.all([
      ask(port, '/'),
      ask(port, '/', { headers: { 'if-none-match': String(etag) } }),
      ask(port, '/', { method: 'POST' }),
      ask(port, '/', { headers: { expect: 'the-impossible' } }),
      ask(port, '/assets/app-1a2b.js'),
      ask(port, '/assets/app-0000.js'),
      ask(port, '/healthz'),
      ask(port, '/api/anything'),
    ]);
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 304, 405, 200, 200, 404, 200, 200]);
    const ids = answers.map((answer) => answer.headers['x-request-id']);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is alive whatever the API does, on both addresses of localhost', async () => {
    const { port, servers } = await openPortal(await deadPort());
    expect((await ask(port, '/healthz')).statusCode).toBe(200);
    if (servers.length === 2) expect((await ask(port, '/healthz', { host: '::1' })).statusCode).toBe(200);
  });
});

describe('the way to the API', () => {
  it('carries method, path, body and cookies over and status, headers and cookies back', async () => {
    const api = await serve((request, response) => {
      void text(request).then((body) => {
        response.setHeader('set-cookie', ['session=1; Path=/', 'theme=dark']);
        response.writeHead(201, { etag: '"7"', 'x-request-id': 'r1' });
        response.end(
          JSON.stringify([request.method, request.url, request.headers.cookie, request.headers.host, body]),
        );
      });
    });
    const { port } = await openPortal(api);
    const answer = await ask(port, '/api/patients?limit=5', {
      method: 'POST',
      headers: { cookie: 'session=1', host: 'clinic.example' },
      body: '{"familyName":"李"}',
    });
    expect(JSON.parse(answer.body.toString())).toEqual([
      'POST',
      '/api/patients?limit=5',
      'session=1',
      'clinic.example',
      '{"familyName":"李"}',
    ]);
    expect(answer.statusCode).toBe(201);
    expect(answer.headers).toMatchObject({
      etag: '"7"',
      'x-request-id': 'r1',
      'set-cookie': ['session=1; Path=/', 'theme=dark'],
    });
  });

  it('keeps headers of the connection to itself, both ways', async () => {
    const api = await serve((request, response) => {
      response.writeHead(200, { connection: 'keep-alive, x-inner', 'x-inner': '1', 'x-outer': '2' });
      response.end(JSON.stringify(request.headers));
    });
    const { port } = await openPortal(api);
    const headers = { connection: 'close, x-mine', 'x-mine': '1', te: 'trailers', 'x-other': '2' };
    const answer = await ask(port, '/api/me', { headers });
    const arrived = JSON.parse(answer.body.toString()) as Record<string, string>;
    expect(arrived['x-other']).toBe('2');
    expect(arrived).not.toHaveProperty('x-mine');
    expect(arrived).not.toHaveProperty('te');
    expect(answer.headers['x-outer']).toBe('2');
    expect(answer.headers).not.toHaveProperty('x-inner');
  });

  it.each([
    ['a client that names itself', { kind: 'none' }, '127.0.0.1'],
    ['one that does so beside the edge', { kind: 'railway' }, '127.0.0.1'],
    ['a proxy that appends', { kind: 'forwarded-for', hops: 1 }, '203.0.113.9'],
  ] as const)('tells the API one client address: %s', async (_who, trustedProxy, expected) => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9', 'x-real-ip': '6.6.6.6' };
    const api = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const { port } = await openPortal(api, trustedProxy);
    const arrived = JSON.parse((await ask(port, '/api/me', { headers })).body.toString()) as Record<
      string,
      string
    >;
    expect(arrived['x-forwarded-for']).toBe(expected);
    expect(arrived).not.toHaveProperty('x-real-ip');
  });

  it('hands on each event as it comes, and hangs up on the API when the reader does', async () => {
    let apiClosed: Promise<unknown> | undefined;
    let emit: ((text: string) => void) | undefined;
    const api = await serve((_request, response) => {
      apiClosed = once(response, 'close');
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      emit = (event) => void response.write(event);
    });
    const { port } = await openPortal(api);
    const asked = send(port, '/api/events');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      emit?.(event);
      const [chunk] = (await once(answer, 'data')) as [Buffer];
      expect(chunk.toString()).toBe(event);
    }
    asked.destroy();
    await apiClosed;
  });

  it('hangs up on the API when the client leaves before there is an answer', async () => {
    const arrived = later<void>();
    const closed = later<void>();
    const api = await serve((_request, response) => {
      response.once('close', () => closed.resolve());
      arrived.resolve();
    });
    const { port } = await openPortal(api);
    const asked = send(port, '/api/slow');
    await arrived.promise;
    asked.destroy();
    await closed.promise;
  });

  it('streams an upload without holding it', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'a');
    const firstByte = later<void>();
    const api = await serve((request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        firstByte.resolve();
      });
      request.on('end', () => response.end(String(bytes)));
    });
    const { port } = await openPortal(api);
    const asked = request({ port, host: '127.0.0.1', path: '/api/imports', method: 'POST', agent: false });
    asked.write(megabyte);
    await firstByte.promise;
    for (let sent = 1; sent < 20; sent += 1) if (!asked.write(megabyte)) await once(asked, 'drain');
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(await text(answer)).toBe(String(20 * megabyte.length));
  });

  it('hands on a refusal that comes before the upload is over', async () => {
    const api = await serve((request, response) => {
      request.resume();
      response.writeHead(413).end('too large');
    });
    const { port } = await openPortal(api);
    const answer = await ask(port, '/api/imports', { method: 'POST', body: Buffer.alloc(8 * 1024 * 1024) });
    expect([answer.statusCode, answer.body.toString()]).toEqual([413, 'too large']);
  });

  it('waits out a restart of the API for reads', async () => {
    const apiPort = await deadPort();
    const { port } = await openPortal(apiPort);
    const answer = ask(port, '/api/patients');
    await serve((_request, response) => response.end('back'), apiPort);
    expect((await answer).body.toString()).toBe('back');
  });

  it('says that the API cannot be reached, and when to come back', async () => {
    const { port } = await openPortal(await deadPort());
    const answer = await ask(port, '/api/patients', { method: 'POST', body: '{}' });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': '1',
    });
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      type: 'about:blank',
      status: 503,
      code: 'unavailable',
      requestId: answer.headers['x-request-id'],
    });
  });

  it('never sends a write twice when the API breaks off, and says so by the same code', async () => {
    let arrivals = 0;
    const api = await serve((request) => {
      arrivals += 1;
      request.socket.destroy();
    });
    const { port } = await openPortal(api);
    const answer = await ask(port, '/api/patients', { method: 'POST', body: '{}' });
    expect([answer.statusCode, answer.headers['retry-after'], arrivals]).toEqual([503, '1', 1]);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      status: 503,
      code: 'unavailable',
      requestId: answer.headers['x-request-id'],
    });
  });

  it('cuts an answer that broke off, so that no reader takes half for whole', async () => {
    const api = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 50);
    });
    const { port } = await openPortal(api);
    await expect(ask(port, '/api/patients')).rejects.toThrow();
  });

  it.each([
    ['two lengths', 'Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked', 'malformed'],
    ['two hosts', 'Host: a\r\nHost: b\r\nConnection: close', 'malformed'],
    ['no host', 'Connection: close', 'malformed'],
    ['no end of its head', `Host: a\r\nCookie: ${'a'.repeat(40_000)}`, 'headers_too_large'],
  ] as const)('refuses a request that cannot be read: %s', async (_what, head, code) => {
    const api = await serve((_request, response) => response.end('reached'));
    const { port } = await openPortal(api);
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST /api/x HTTP/1.1\r\n${head}\r\n\r\n`);
    const answer = await text(socket);
    const status = httpStatus[code];
    const [top = '', body = ''] = answer.split('\r\n\r\n');
    expect(top).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const [, requestId] = /^x-request-id: (\S+)$/m.exec(top) ?? [];
    expect(JSON.parse(body)).toMatchObject({ status, code, requestId });
  });

  it('cuts an answer in progress when the rest of its request cannot be read', async () => {
    const api = await serve((_request, response) => response.writeHead(200).write('half'));
    const { port } = await openPortal(api);
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /api/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.write('not a chunk\r\n');
    const rest = await text(socket);
    expect(`${chunk.toString()}${rest}`.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

describe('draining', () => {
  it('lets a request end, ends event streams, and takes no new connection', async () => {
    const finish = later<void>();
    const api = await serve((request, response) => {
      if (request.url === '/api/events') {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      } else void finish.promise.then(() => response.end('done'));
    });
    const { port, servers, proxy } = await openPortal(api);
    const events = send(port, '/api/events');
    const [stream] = (await once(events, 'response')) as [IncomingMessage];
    await once(stream, 'data');
    const slow = ask(port, '/api/slow');
    await new Promise((resolve) => setTimeout(resolve, 50));

    const drained = drain(servers, { drainMs: 10_000, endEventStreams: () => proxy.endEventStreams() });
    await once(stream.resume(), 'end');
    await expect(ask(port, '/healthz')).rejects.toThrow('ECONNREFUSED');
    finish.resolve();
    expect((await slow).body.toString()).toBe('done');
    await drained;
  });

  it('cuts what is not over in time', async () => {
    const api = await serve(() => undefined);
    const { port, servers, proxy } = await openPortal(api);
    const stuck = ask(port, '/api/stuck');
    stuck.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await drain(servers, { drainMs: 100, endEventStreams: () => proxy.endEventStreams() });
    await expect(stuck).rejects.toThrow();
  });
});
