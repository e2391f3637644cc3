/** A column of a primary key behind the clinic, with its type and a value before all others. */
type KeyColumn = { name: string; type: 'uuid' | 'integer'; first: string | number };

/** A table with sealed columns, and how a row is named in what they are bound to. */
export type SealedTable = {
  table: string;
  key: readonly KeyColumn[];
  columns: readonly string[];
  rowId: (key: readonly string[]) => string;
};

const uuid = (name: string): KeyColumn => ({
  name,
  type: 'uuid',
  first: '00000000-0000-0000-0000-000000000000',
});
const ID = [uuid('id')];
const only = ([id = '']: readonly string[]): string => id;
const last = (key: readonly string[]): string => key.at(-1) ?? '';

/** Every sealed column there is: what a change of a clinic's data key goes through. A test holds this against the tables. */
export const sealedTables: readonly SealedTable[] = [
  { table: 'patients', key: ID, columns: ['identity_enc', 'notes_enc', 'alerts_enc'], rowId: only },
  { table: 'appointments', key: ID, columns: ['reason_enc', 'overbook_reason_enc'], rowId: only },
  { table: 'appointment_steps', key: ID, columns: ['reason_enc'], rowId: only },
  { table: 'encounters', key: ID, columns: ['reason_enc'], rowId: only },
  { table: 'clinical_resources', key: ID, columns: ['content_enc'], rowId: only },
  { table: 'users', key: ID, columns: ['email_enc'], rowId: only },
  { table: 'totp_seeds', key: [uuid('user_id')], columns: ['seed_enc'], rowId: only },
  {
    table: 'idempotency_keys',
    key: [uuid('user_id'), uuid('key')],
    columns: ['answer_enc'],
    rowId: last,
  },
  { table: 'imports', key: ID, columns: ['detail_enc'], rowId: only },
  {
    table: 'import_rows',
    key: [uuid('import_id'), { name: 'ordinal', type: 'integer', first: -1 }],
    columns: ['detail_enc'],
    rowId: (key) => key.join('/'),
  },
];
