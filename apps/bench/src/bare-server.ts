import express from 'express';
import pg from 'pg';

// The floor every ratio stands on: Express, the pool, one row by its primary key, JSON. No session, no audit, no headers.
const pool = new pg.Pool({ connectionString: process.argv[3], max: 10 });
const app = express();
app.disable('x-powered-by').disable('etag');
app.get('/row/:id', async (request, response) => {
  const { rows } = await pool.query({
    name: 'row',
    text: 'select id, body from bench_rows where id = $1',
    values: [request.params.id],
  });
  response.json(rows[0]);
});
const server = app.listen(Number(process.argv[2]), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  void pool.end();
});
