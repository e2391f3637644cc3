import pg from 'pg';

/**
 * Runs one statement on a connection of its own.
 * @param {string} url
 * @param {string} sql
 * @returns {Promise<Record<string, unknown>[]>} its rows
 */
export async function queryOnce(url, sql) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
