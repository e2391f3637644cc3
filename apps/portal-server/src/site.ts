import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { contentTypeOf } from './content-type.ts';

export type Encoding = 'br' | 'gzip' | 'identity';

/** One file in one encoding. The tag is strong: it names these very bytes. */
export type Variant = { encoding: Encoding; body: Buffer; etag: string };

export type SiteFile = { type: string; cacheControl: string; variants: readonly Variant[] };

/** The built portal in memory. `shell` is the page that every address of the portal opens. */
export type Site = { files: ReadonlyMap<string, SiteFile>; shell: SiteFile; shellHtml: string };

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** How much time the start may spend: the highest level takes 25 times as long for 7 % less. */
export type Effort = 'quick' | 'thorough';

const BROTLI_QUALITY: Readonly<Record<Effort, number>> = { quick: 5, thorough: 11 };
const WORTH_IT = 0.9;

const variantOf = (encoding: Encoding, body: Buffer): Variant => ({
  encoding,
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
});

const compress = async (body: Buffer, effort: Effort): Promise<Variant[]> => {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY[effort],
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  const [brotli, gzipped] = await Promise.all([
    compressBrotli(body, { params }),
    compressGzip(body, { level: 9 }),
  ]);
  return [variantOf('br', brotli), variantOf('gzip', gzipped)].filter(
    (variant) => variant.body.length < body.length * WORTH_IT,
  );
};

// The build puts a hash of the content into every name below /assets; all else keeps its name and is asked for again.
const cacheControlOf = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

const loadFile = async (path: string, body: Buffer, effort: Effort): Promise<SiteFile> => {
  const { type, isCompressible } = contentTypeOf(path);
  const compressed = isCompressible ? await compress(body, effort) : [];
  return {
    type,
    cacheControl: cacheControlOf(path),
    variants: [...compressed, variantOf('identity', body)],
  };
};

/**
 * Reads a built portal whole, compressing what gets smaller by it.
 * @throws Error when the folder has no `index.html`
 */
export const loadSite = async (folder: string, effort: Effort): Promise<Site> => {
  const files = new Map<string, SiteFile>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    files.set(path, await loadFile(path, await readFile(file), effort));
  }
  const shell = files.get('/index.html');
  if (!shell) throw new Error(`There is no built portal in ${folder}`);
  const shellHtml = await readFile(join(folder, 'index.html'), 'utf8');
  return { files, shell, shellHtml };
};
