import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ALGORITHM = 'aes-256-ctr';
const CHUNK_BYTES = 256 * 1024;

/** A place for the bytes that has no name any more: it vanishes with the process, however that ends. */
const openNameless = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `upload-${randomBytes(12).toString('hex')}`);
  const handle = await open(path, 'wx+', 0o600);
  await unlink(path);
  return handle;
};

/**
 * A file that is uploaded, kept aside until it is there whole: a slow line does not hold up the clinic's imports, and a
 * broken one imports nothing. On disk it is sealed with a key that only this process has.
 */
export class UploadSpool {
  /** SHA-256 of the content. */
  readonly digest: Buffer;
  private readonly handle: FileHandle;
  private readonly key: Buffer;
  private readonly nonce: Buffer;

  private constructor(sealed: { handle: FileHandle; key: Buffer; nonce: Buffer; digest: Buffer }) {
    this.handle = sealed.handle;
    this.key = sealed.key;
    this.nonce = sealed.nonce;
    this.digest = sealed.digest;
  }

  static async receive(content: AsyncIterable<Uint8Array>): Promise<UploadSpool> {
    const [key, nonce] = [randomBytes(32), randomBytes(16)];
    const handle = await openNameless();
    const cipher = createCipheriv(ALGORITHM, key, nonce);
    const hash = createHash('sha256');
    try {
      for await (const chunk of content) {
        hash.update(chunk);
        // `write` may take a part and leave the rest; this one goes on until all is there, from where the last ended.
        await handle.writeFile(cipher.update(chunk));
      }
      return new UploadSpool({ handle, key, nonce, digest: hash.digest() });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The content, once. */
  async *read(): AsyncGenerator<Uint8Array> {
    const decipher = createDecipheriv(ALGORITHM, this.key, this.nonce);
    for (let position = 0; ;) {
      const { bytesRead, buffer } = await this.handle.read(
        Buffer.alloc(CHUNK_BYTES),
        0,
        CHUNK_BYTES,
        position,
      );
      if (bytesRead === 0) return;
      position += bytesRead;
      yield decipher.update(buffer.subarray(0, bytesRead));
    }
  }

  async discard(): Promise<void> {
    await this.handle.close();
  }
}
