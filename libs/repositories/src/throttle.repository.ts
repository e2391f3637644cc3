import type { SystemTransaction } from '@clinic/database';

/** What is known of a bucket: how many failed, for how many accounts, and until when nobody is let near it. */
export type ThrottleBucket = {
  bucket: Buffer;
  failures: number;
  accounts: number;
  blockedUntil: Date | null;
};

/** Buckets one attempt falls into. `own` is nearest to who tries; `account` counts over all places, where it applies. */
export type ThrottledAttempt = { own: Buffer; account: Buffer | null };

/** How many failures are free, and what the next ones cost. */
export type ThrottleRules = {
  own: { free: number; longestSeconds: number; keptSeconds: number };
  account: { most: number; keptSeconds: number };
};

const LIST = `
  select bucket, failures, accounts, blocked_until as "blockedUntil"
  from ops.throttle_buckets where bucket = any($1::bytea[]) and forgotten_at > $2`;

// Counts an attempt as failed before it is looked at, so that a thousand sent at once are not all let through by a count
// that none of them has raised yet. What is blocked is neither let through nor counted: who waits is not made to wait
// longer. The second hangs on the first, so that two attempts never wait for one another's rows.
const ADMIT = `
  with own as (
    insert into ops.throttle_buckets as b (bucket, failures, forgotten_at)
    values ($1, 1, $3::timestamptz + $6 * interval '1 second')
    on conflict (bucket) do update set
      failures = case when b.forgotten_at <= $3 then 1 else b.failures + 1 end,
      blocked_until = case when b.forgotten_at > $3 and b.failures + 1 >= $4
        then $3 + least(power(2, least(b.failures + 2 - $4, 30)), $5) * interval '1 second' end,
      forgotten_at = $3 + $6 * interval '1 second'
    where b.blocked_until is null or b.blocked_until <= $3
    returning b.failures
  ), account as (
    insert into ops.throttle_buckets as b (bucket, failures, forgotten_at)
    select $2::bytea, 1, $3 + $8 * interval '1 second' from own where $2::bytea is not null
    on conflict (bucket) do update set
      failures = case when b.forgotten_at <= $3 then 1 else b.failures + 1 end,
      blocked_until = case when b.forgotten_at > $3 and b.failures + 1 >= $7 then b.forgotten_at end,
      forgotten_at = case when b.forgotten_at <= $3 then $3 + $8 * interval '1 second' else b.forgotten_at end
    where b.blocked_until is null or b.blocked_until <= $3
    returning b.failures
  )
  select own.failures as "own", account.failures as "account" from own left join account on true`;

const FORGIVE_ACCOUNT = `
  update ops.throttle_buckets set failures = failures - 1,
    blocked_until = case when failures - 1 < $3 then null else blocked_until end
  where bucket = $2 and failures > 0`;

const FORGIVE = `
  with own as (
    update ops.throttle_buckets set failures = failures - 1, blocked_until = null where bucket = $1 and failures > 0
    returning bucket
  ) ${FORGIVE_ACCOUNT}`;

const FORGET = `
  with own as (delete from ops.throttle_buckets where bucket = $1 returning bucket)
  ${FORGIVE_ACCOUNT}`;

const COUNT_NETWORK = `
  insert into ops.throttle_buckets as b (bucket, failures, accounts, forgotten_at)
  values ($1, 1, $2, $3::timestamptz + $4 * interval '1 second')
  on conflict (bucket) do update set
    failures = case when b.forgotten_at <= $3 then 1 else b.failures + 1 end,
    accounts = case when b.forgotten_at <= $3 then $2 else b.accounts + $2 end,
    forgotten_at = case when b.forgotten_at <= $3 then $3 + $4 * interval '1 second' else b.forgotten_at end`;

const DELETE_FORGOTTEN = 'delete from ops.throttle_buckets where forgotten_at <= $1';

/** Counted failures of the whole installation. They know no clinic and no name: a bucket is a keyed hash. */
export class ThrottleRepository {
  async list(tx: SystemTransaction, buckets: readonly Buffer[], now: Date): Promise<ThrottleBucket[]> {
    return (await tx.query<ThrottleBucket>(LIST, [buckets, now])).rows;
  }

  /** @returns how often it failed near by, this attempt counted in, or undefined when it is not to be looked at. */
  async admit(
    tx: SystemTransaction,
    { own, account }: ThrottledAttempt,
    { rules, now }: { rules: ThrottleRules; now: Date },
  ): Promise<number | undefined> {
    const near = [rules.own.free, rules.own.longestSeconds, rules.own.keptSeconds];
    const far = [rules.account.most, rules.account.keptSeconds];
    const { rows } = await tx.query<{ own: number; account: number | null }>(ADMIT, [
      ...[own, account, now],
      ...near,
      ...far,
    ]);
    const [row] = rows;
    return row && (account === null || row.account !== null) ? row.own : undefined;
  }

  /** Takes one attempt back: it was not a guess, but nothing was proved by it either. */
  async forgive(
    tx: SystemTransaction,
    { own, account }: ThrottledAttempt,
    rules: ThrottleRules,
  ): Promise<void> {
    await tx.query(FORGIVE, [own, account, rules.account.most]);
  }

  /** Takes one attempt back and forgets those near by: whoever they were, they are in now. */
  async forget(
    tx: SystemTransaction,
    { own, account }: ThrottledAttempt,
    rules: ThrottleRules,
  ): Promise<void> {
    await tx.query(FORGET, [own, account, rules.account.most]);
  }

  /** Notes that somebody at a network failed; `isFirst` when it is the first time with this account. */
  async countNetwork(
    tx: SystemTransaction,
    network: Buffer,
    failure: { isFirst: boolean; keptSeconds: number; now: Date },
  ): Promise<void> {
    await tx.query(COUNT_NETWORK, [network, failure.isFirst ? 1 : 0, failure.now, failure.keptSeconds]);
  }

  /** @returns how many had nothing to say any more. */
  async deleteForgotten(tx: SystemTransaction, now: Date): Promise<number> {
    return (await tx.query(DELETE_FORGOTTEN, [now])).rowCount;
  }
}
