import { randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { UploadSpool } from './upload-spool.ts';

async function* inChunks(content: Buffer, bytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += bytes) {
    await Promise.resolve();
    yield content.subarray(start, start + bytes);
  }
}

const readBack = async (spool: UploadSpool): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of spool.read()) parts.push(part);
  await spool.discard();
  return Buffer.concat(parts);
};

describe('an upload that is kept aside', () => {
  it('comes back byte for byte', async () => {
    const content = randomBytes(700_001);
    const spool = await UploadSpool.receive(inChunks(content, 65_537));
    expect((await readBack(spool)).equals(content)).toBe(true);
  });

  it('does so on a disk that takes only a part of what it is given at once', async () => {
    const handle = await open(import.meta.filename);
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    const write: (buffer: Uint8Array, offset: number, bytes: number) => Promise<unknown> = prototype.write;
    vi.spyOn(prototype, 'write').mockImplementation(function (this: FileHandle, buffer: string | Uint8Array) {
      return Reflect.apply(write, this, [buffer, 0, Math.ceil(buffer.length / 2)]) as never;
    });
    const content = randomBytes(100_000);
    const spool = await UploadSpool.receive(inChunks(content, 30_000));
    expect((await readBack(spool)).equals(content)).toBe(true);
  });
});
