import { describe, expect, it } from 'vitest';
import { collect, inPieces } from './testing.ts';
import { decodeText, sniffEncoding } from './text-encoding.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const decode = async (bytes: Uint8Array): Promise<string> =>
  (await collect(decodeText(inPieces(bytes, 3), sniffEncoding(bytes)))).join('');

const text = 'Name\nNguyễn Ánh 李 😀\nO’Brien\n';

describe('the encoding of a file', () => {
  it('reads UTF-8 without and with its byte order mark, cut anywhere', async () => {
    expect(await decode(utf8(text))).toBe(text);
    expect(await decode(utf8(`\uFEFF${text}`))).toBe(text);
  });

  it('reads UTF-16 of either byte order by its mark', async () => {
    const little = utf16(`\uFEFF${text}`);
    expect(sniffEncoding(little)).toBe('utf-16le');
    expect(await decode(little)).toBe(text);
    const big = Buffer.from(little).swap16();
    expect(sniffEncoding(big)).toBe('utf-16be');
    expect(await decode(big)).toBe(text);
  });

  it('knows UTF-16 without a mark by its zeros', async () => {
    expect(await decode(utf16('Id\tName\r\n1\tAnna\r\n'))).toBe('Id\tName\r\n1\tAnna\r\n');
  });

  it('takes what is no UTF-8 for CP1252, euro sign and curly apostrophe included', async () => {
    const bytes = Uint8Array.from([
      ...utf8('Name\nPérez'.slice(0, 6)),
      0xe9,
      0x72,
      0x65,
      0x7a,
      0x20,
      0x92,
      0x80,
    ]);
    expect(sniffEncoding(bytes)).toBe('windows-1252');
    expect(await decode(bytes)).toBe('Name\nPérez ’€');
  });

  it('does not take a stray NUL for UTF-16', () => {
    expect(sniffEncoding(utf8('Name\nNow\0ak\nMüller\n'))).toBe('utf-8');
  });

  it('reads a line that is no UTF-8 as CP1252 and leaves the others alone', async () => {
    const bytes = Uint8Array.from([...utf8('Zoë\n'), 0x5a, 0x6f, 0xeb, 0x0a, ...utf8('Zoë\n')]);
    expect((await collect(decodeText(inPieces(bytes, 5), 'utf-8'))).join('')).toBe('Zoë\nZoë\nZoë\n');
  });

  it('never cuts a character of a line that has no end', async () => {
    const long = 'é'.repeat(800_000);
    expect((await collect(decodeText(inPieces(utf8(long), 65_537), 'utf-8'))).join('')).toBe(long);
  });
});
