import type { Transaction } from '@clinic/database';
import type { AuditEntry } from '@clinic/repositories';
import type { Deps } from '#api/composition.ts';
import { systemContext } from '#api/system-context.ts';

/** Ends a change of a clinic's keys: it is on record, in the same transaction. */
export const recordKeyChange = async (
  deps: Deps,
  tx: Transaction,
  entry: Omit<AuditEntry, 'id' | 'action'>,
): Promise<void> => {
  const context = systemContext(tx.clinicId, deps.ids.next());
  const audited = { ...entry, id: deps.ids.next(), action: 'key.rotate' };
  await deps.repositories.auditEvents.finishWithMany(tx, [
    { context, entry: audited, occurredAt: deps.clock.now() },
  ]);
};
