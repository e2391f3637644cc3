import { extname } from 'node:path';

type Kind = { type: string; isCompressible: boolean };

const text = (type: string): Kind => ({ type: `${type}; charset=utf-8`, isCompressible: true });
const data = (type: string): Kind => ({ type, isCompressible: false });

const kinds: Readonly<Record<string, Kind>> = {
  '.html': text('text/html'),
  '.js': text('text/javascript'),
  '.css': text('text/css'),
  '.json': text('application/json'),
  '.map': text('application/json'),
  '.txt': text('text/plain'),
  '.svg': text('image/svg+xml'),
  '.webmanifest': text('application/manifest+json'),
  '.png': data('image/png'),
  '.jpg': data('image/jpeg'),
  '.webp': data('image/webp'),
  '.ico': data('image/x-icon'),
  '.woff2': data('font/woff2'),
};

/** The media type of a file of the portal by its ending, and whether compressing it can help. */
export const contentTypeOf = (path: string): Kind => kinds[extname(path)] ?? data('application/octet-stream');
