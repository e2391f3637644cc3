import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerBrokenRequests } from './broken-request.ts';
import { listen } from './listen.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  const made = await listen(
    () => {
      const each = createServer({ maxHeaderSize: 4096 }, (_request, response) => {
        response.write('half of it');
      });
      answerBrokenRequests(each, { next: () => 'an-id' });
      return each;
    },
    { host: '127.0.0.1', port: 0 },
  );
  [server] = made.servers as [Server];
  port = made.port;
});

afterAll(() => server.close());

const send = async (text: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
};

const parse = (answer: string) => {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { head, problem: JSON.parse(body) as Record<string, unknown> };
};

it('answers what is no HTTP with a problem and an id, and says nothing of it back', async () => {
  const { head, problem } = parse(await send('Ada Lovelace, 1815\r\n\r\n'));
  expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(head).toContain('X-Request-Id: an-id');
  expect(problem).toEqual({
    type: 'about:blank',
    title: 'The request could not be read',
    status: 400,
    code: 'malformed',
    requestId: 'an-id',
  });
});

it('answers a head that is too large as such', async () => {
  const { head, problem } = parse(await send(`GET / HTTP/1.1\r\nX: ${'x'.repeat(5000)}\r\n\r\n`));
  expect(head).toMatch(/^HTTP\/1\.1 431 /);
  expect(problem).toMatchObject({ status: 431, code: 'headers_too_large', requestId: 'an-id' });
});

it('cuts an answer that had begun, and writes nothing into it', async () => {
  const answer = await send('GET / HTTP/1.1\r\nHost: a\r\n\r\nno HTTP\r\n\r\n');
  expect(answer).not.toContain('malformed');
  expect(answer).not.toContain('HTTP/1.1 400');
});
