import type { SqlScalar, Transaction } from '@clinic/database';
import { UnreadableFieldError } from '@clinic/encryption';
import type { ClinicCipher, ClinicCiphers } from './clinic-ciphers.ts';
import { columnsOf } from './columns-of.ts';
import { sealedTables, type SealedTable } from './sealed-columns.ts';

/** How many sealed values of a table need a data key. */
export type SealedCount = { keyId: number; values: number };

/** Where going through a table has come to. */
export type SealedPlace = { after: readonly SqlScalar[] };

/** What a step through a table found and did. `next` is undefined at its end. */
export type SealedStep = {
  rows: number;
  resealed: number;
  /** Values of the rows that were sealed anew. */
  values: number;
  unreadable: number;
  next: SealedPlace | undefined;
};

type Stored = Record<string, string | Buffer | null>;
type Statements = { count: string; list: string; update: string };

// The id of the data key stands behind version and algorithm, four bytes from the third on.
const keyOf = (column: string): string => `substring(${column} from 3 for 4)`;

const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

const statementsOf = ({ table, key, columns }: SealedTable): Statements => {
  const keys = key.map(({ name }) => name);
  const [keyNames, oldNames, newNames] = [
    named('k', keys.length),
    named('o', columns.length),
    named('n', columns.length),
  ];
  const aliased = [
    ...keys.map((name, index) => `${name}::text as k${index}`),
    ...columns.map((name, index) => `${name} as o${index}`),
  ];
  const place = key.map(({ type }, index) => `$${index + 4}::${type}`);
  const types = [...key.map(({ type }) => `${type}[]`), ...columns.flatMap(() => ['bytea[]', 'bytea[]'])];
  const parameters = types.map((type, index) => `$${index + 2}::${type}`);
  const isRow = (row: string) => keys.map((name, index) => `t.${name} = ${row}.k${index}`).join(' and ');
  return {
    count: `
      select ${keyOf('e.envelope')} as "key", count(*)::integer as "values"
      from ${table} t, unnest(array[${columns.map((name) => `t.${name}`).join(', ')}]) as e(envelope)
      where t.clinic_id = $1 and e.envelope is not null group by 1`,
    list: `
      select ${aliased.join(', ')} from ${table}
      where clinic_id = $1 and (${keys.join(', ')}) > (${place.join(', ')})
        and (${columns.map((name) => `${keyOf(name)} <> $2`).join(' or ')})
      order by ${keys.join(', ')} limit $3`,
    // Rows that somebody writes just now are left out and not waited for: whoever waits here could hold up a person, or be
    // held up by one who waits for us. What was written since it was read is not the envelope it was any more.
    update: `
      with fresh as (
        select ${[...keyNames, ...oldNames, ...newNames].join(', ')}
        from unnest(${parameters.join(', ')}) as f(${[...keyNames, ...oldNames, ...newNames].join(', ')})
      ), held as (
        select ${keys.map((name, index) => `t.${name} as k${index}`).join(', ')}
        from fresh f join ${table} t on t.clinic_id = $1 and ${isRow('f')}
        for no key update of t skip locked
      )
      update ${table} t set ${columns.map((name, index) => `${name} = f.n${index}`).join(', ')}
      from fresh f join held h on ${keyNames.map((name) => `h.${name} = f.${name}`).join(' and ')}
      where t.clinic_id = $1 and ${isRow('f')}
        and ${columns.map((name, index) => `t.${name} is not distinct from f.o${index}`).join(' and ')}`,
  };
};

/** The statements of each table with sealed columns. */
export const sealedStatements: ReadonlyMap<string, Statements> = new Map(
  sealedTables.map((each) => [each.table, statementsOf(each)]),
);

const statementsFor = ({ table }: SealedTable): Statements => {
  const known = sealedStatements.get(table);
  if (!known) throw new Error(`${table} has no sealed columns`);
  return known;
};

const bytesOf = (value: string | Buffer | null | undefined): Buffer | null =>
  Buffer.isBuffer(value) ? value : null;

const keyIdBytes = (keyId: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(keyId);
  return bytes;
};

/** A row's key, its envelopes and the same under the active key; undefined where one does not open. */
const resealed = (cipher: ClinicCipher, of: SealedTable, row: Stored): SqlScalar[] | undefined => {
  const key = of.key.map((_, index) => String(row[`k${index}`]));
  const old = of.columns.map((_, index) => bytesOf(row[`o${index}`]));
  const rowId = of.rowId(key);
  try {
    const fresh = old.map((envelope, index) => {
      const place = { table: of.table, column: of.columns[index] ?? '', rowId };
      return envelope && cipher.field.reseal(place, envelope);
    });
    return [...key, ...old, ...fresh];
  } catch (error) {
    if (error instanceof UnreadableFieldError) return undefined;
    throw error;
  }
};

/** How many values changed hands: exact where every row did, else in proportion. */
const valuesOf = (of: SealedTable, rows: readonly SqlScalar[][], resealedRows: number): number => {
  const start = of.key.length + of.columns.length;
  const changed = rows.reduce(
    (sum, row) =>
      sum + row.slice(start).filter((value, index) => value !== row[of.key.length + index]).length,
    0,
  );
  return rows.length === 0 ? 0 : Math.round((changed * resealedRows) / rows.length);
};

/**
 * Sealed values of any table by the data key they need. Sealing anew is no change: it says the same to everybody who may
 * read it, so no version moves, nothing stands in the feed and no time is noted.
 */
export class SealedRowRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  async count(tx: Transaction, of: SealedTable): Promise<SealedCount[]> {
    const { rows } = await tx.query<{ key: Buffer; values: number }>(statementsFor(of).count, [tx.clinicId]);
    return rows.map(({ key, values }) => ({ keyId: key.length === 4 ? key.readUInt32BE() : 0, values }));
  }

  /** Rows from a place on that are not under the active key of the clinic, sealed anew: at most `limit`. */
  async reseal(
    tx: Transaction,
    of: SealedTable,
    { from, keyId, limit }: { from: SealedPlace | undefined; keyId: number; limit: number },
  ): Promise<SealedStep> {
    const cipher = await this.ciphers.of(tx);
    const { list, update } = statementsFor(of);
    const after = from?.after ?? of.key.map(({ first }) => first);
    const { rows } = await tx.query<Stored>(list, [tx.clinicId, keyIdBytes(keyId), limit, ...after]);
    const lastRow = rows.at(-1);
    const fresh = rows.flatMap((row) => {
      const values = resealed(cipher, of, row);
      return values ? [values] : [];
    });
    const columns = columnsOf(fresh);
    const resealedRows =
      fresh.length === 0 ? 0 : (await tx.finish(update, [tx.clinicId, ...columns])).rowCount;
    return {
      rows: rows.length,
      resealed: resealedRows,
      values: valuesOf(of, fresh, resealedRows),
      unreadable: rows.length - fresh.length,
      next:
        rows.length < limit || !lastRow
          ? undefined
          : { after: of.key.map((_, index) => String(lastRow[`k${index}`])) },
    };
  }
}
