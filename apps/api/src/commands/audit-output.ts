import type { BreakReason, Verification } from '@clinic/audit';
import type { TextSink } from '#api/commands/import-output.ts';

export const INTACT = 0;
export const BROKEN = 1;
export const UNCHECKED = 2;

const REASONS: Record<BreakReason, string> = {
  missing: 'the event or its seal is gone',
  changed: 'the event, its place or its seal was changed',
  unknown_key: 'it was sealed with a key that is not in the ring',
  beyond_end: 'it stands behind the end of the log',
  end_unproven: 'the end of the log is gone or was moved',
  day_seal: 'a daily seal is gone or does not fit',
  not_sealed: 'there are events that were not recorded by this program',
};

export const sentenceOf = (name: string, found: Verification & { unsealed?: number }): string => {
  const { checked, seal, unsealed = 0 } = found;
  if (found.outcome === 'broken') {
    const { firstBrokenSequence, reason } = found;
    return `${name}: BROKEN at ${firstBrokenSequence}: ${REASONS[reason]}. ${checked} events before it are intact`;
  }
  const day = seal ? `, newest daily seal ${seal.day} ${seal.short} at ${seal.sequence}` : '';
  const waiting = unsealed > 0 ? `, ${unsealed} wait for their seal` : '';
  return `${name}: intact, ${checked} events${day}${waiting}`;
};

export const writeJson = (output: TextSink, value: object): void =>
  void output.write(`${JSON.stringify(value)}\n`);
