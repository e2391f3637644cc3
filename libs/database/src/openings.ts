import type { Opening, Statement } from './session.ts';

/** How a transaction begins: one that is sent in several flights, one that leaves whole in one, and one that only reads. */
export type Openings = { several: Opening; whole: Opening; reading: Opening };

/** A setting of one transaction. `value` is checked by the caller: `SET` takes no parameters, so it becomes SQL. */
export type Local = { setting: 'app.clinic_id' | 'app.login_bidx'; value: string };

const READ_ONLY = "set_config('transaction_read_only', 'on', true)";

const chosen = ({ setting, value }: Local, more: readonly string[] = []): Statement => ({
  text: `select ${[`set_config('${setting}', $1, true)`, ...more].join(', ')}`,
  values: [value],
});

/**
 * On one server: what leaves in one flight needs neither BEGIN nor COMMIT, since everything up to a Sync is one
 * transaction already.
 */
export const plainOpenings = (local: Local | undefined): Openings => {
  const context = local ? [chosen(local)] : [];
  return {
    several: { statements: [{ text: 'begin' }, ...context], isExplicit: true },
    whole: { statements: context, isExplicit: false },
    reading: { statements: local ? [chosen(local, [READ_ONLY])] : [], isExplicit: false },
  };
};

/**
 * On a sharded cluster: a function call is not forwarded to the workers but the statement is, and it must not share its
 * message with another one.
 */
export const shardedOpenings = (local: Local | undefined): Openings => {
  const context = local
    ? [{ text: `set local ${local.setting} = '${local.value}'`, isOfThisText: true }]
    : [];
  const writing = { statements: [{ text: 'begin' }, ...context], isExplicit: true };
  const reading = { statements: [{ text: 'begin read only' }, ...context], isExplicit: true };
  return { several: writing, whole: writing, reading };
};
