import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryOnce } from '../../embedded-postgres/src/query-once.mjs';

/** @param {string} folder @returns {string[]} `name checksum` of each migration, in order */
const wanted = (folder) => {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => {
    const checksum = createHash('sha256')
      .update(readFileSync(join(folder, name), 'utf8'))
      .digest('hex');
    return `${name} ${checksum}`;
  });
};

/**
 * Whether every migration is applied and the roles can sign in: then there is nothing to migrate, and a second of
 * every start is saved. Any doubt answers no.
 * @param {import('./database.mjs').Database} database
 * @param {string} folder of the migrations
 */
export async function isSchemaCurrent({ app, owner }, folder) {
  const files = wanted(folder);
  if (!owner || files.length === 0) return false;
  try {
    await queryOnce(app, 'select 1');
    const rows = await queryOnce(owner, 'select name, checksum from ops.migrations order by number');
    return rows.map(({ name, checksum }) => `${name} ${checksum}`).join('\n') === files.join('\n');
  } catch {
    return false;
  }
}
