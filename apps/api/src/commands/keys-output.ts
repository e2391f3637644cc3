import type { RingReport } from '#api/commands/key-rotation.ts';
import type { ClinicStatus, KeyStatus, RingStatus } from '#api/commands/key-status.ts';

const SAID = { yes: 'may be removed', later: 'may be removed later', no: 'must stay' };

const ringLines = ({ ring, counts, keys }: RingStatus): string[] => [
  `${ring}  (${counts})`,
  ...keys.map(({ id, isActive, isHeld, needs, removable, why }) => {
    const state = isActive ? 'active' : SAID[removable];
    const missing = isHeld ? '' : '  MISSING: this process was not given it';
    return `  ${id.padEnd(12)} ${(needs === null ? '-' : String(needs)).padStart(10)}  ${state}${isActive ? '' : `. ${why}`}${missing}`;
  }),
];

const clinicLines = ({ name, dataKeys }: ClinicStatus): string[] => [
  `Data keys of ${name}  (sealed values that need it)`,
  ...dataKeys.map(({ keyId, kekId, isActive, values, retiredAt }) => {
    const since = retiredAt ? `not used since ${retiredAt.toISOString()}` : 'not used yet';
    return `  ${String(keyId).padEnd(12)} ${String(values).padStart(10)}  ${isActive ? 'active' : since}, wrapped with ${kekId}`;
  }),
];

/** The status for people. */
export const statusText = ({ rings, clinics, unfinished }: KeyStatus): string =>
  [
    ...rings.flatMap(ringLines),
    ...clinics.flatMap(clinicLines),
    ...unfinished.map(
      ({ ring, startedAt }) =>
        `The change of ${ring} begun at ${startedAt.toISOString()} is not finished: npm run keys -- rotate --ring ${ring}`,
    ),
  ].join('\n');

const NEXT: Record<RingReport['outcome'], string> = {
  changed: '',
  unfinished: 'Some values are still under an older key: run it again.',
  unchanged: 'Nothing was to be changed.',
};

/** One ring's change for people. */
export const reportText = (report: RingReport): string => {
  const { ring, keyId, wrapped, clinics, values, unreadable, removed } = report;
  const parts = [
    `${ring}: ${keyId} is active`,
    ...(wrapped > 0 ? [`${wrapped} keys wrapped anew`] : []),
    ...(clinics > 0 ? [`${values} values of ${clinics} clinics sealed anew`] : []),
    ...(unreadable > 0 ? [`${unreadable} rows could not be read and were left as they are`] : []),
    ...(removed > 0 ? [`${removed} data keys that nothing needed were removed`] : []),
  ];
  return [`${parts.join(', ')}.`, NEXT[report.outcome], report.advice]
    .filter((text) => text !== '')
    .join(' ');
};
