import type { Transaction } from '@clinic/database';
import type { Moved, Removal } from './imported-patient.repository.ts';

type RemovalPlan = {
  table: string;
  /** What hangs on it: `table.column`, always within the clinic. */
  usedBy?: readonly string[];
  /** What else to say of each: names and what they stand for in the row `v`. */
  columns?: Readonly<Record<string, string>>;
};

export type RemovalStatements = { lock: string; remove: string };

const isNamedBy = (reference: string): string => {
  const [table = '', column = ''] = reference.split('.');
  return `exists (select 1 from ${table} u where u.clinic_id = $1 and u.${column} = w.id)`;
};

/** The statements that remove what is as an import left it and what nothing hangs on. */
export const removalOf = ({ table, usedBy = [], columns = {} }: RemovalPlan): RemovalStatements => ({
  lock: `select id from ${table} where clinic_id = $1 and id = any($2::uuid[]) order by id for update`,
  remove: `
  with wanted as (
    select w.id, w.version, v.version = w.version as is_unedited, ${usedBy.map(isNamedBy).join(' or ') || 'false'} as is_used
      ${Object.entries(columns)
        .map(([name, column]) => `, ${column} as "${name}"`)
        .join('')}
    from unnest($2::uuid[], $3::integer[]) as w(id, version) left join ${table} v on v.clinic_id = $1 and v.id = w.id
  ), removed as (
    delete from ${table} v using wanted w
    where v.clinic_id = $1 and v.id = w.id and v.version = w.version and not w.is_used
    returning v.id
  )
  select w.id ${Object.keys(columns)
    .map((name) => `, w."${name}"`)
    .join('')},
    case when w.is_unedited is null then 'missing' when r.id is not null then 'removed'
    when w.is_unedited and w.is_used then 'in_use' else 'edited' end as outcome
  from wanted w left join removed r on r.id = w.id`,
});

/**
 * Waits for whoever edits one of these or hangs something on it at this moment, and looks at them only then: what a
 * statement sees was fixed when it began, and a lock it waits for does not make it look again.
 */
export const removeLocked = async <Row extends Removal>(
  tx: Transaction,
  statements: RemovalStatements,
  wanted: readonly Moved[],
): Promise<Row[]> => {
  const ids = wanted.map((each) => each.id);
  const [, { rows }] = await Promise.all([
    tx.query(statements.lock, [tx.clinicId, ids]),
    tx.query<Row>(statements.remove, [tx.clinicId, ids, wanted.map((each) => each.version)]),
  ]);
  return rows;
};
