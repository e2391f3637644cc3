import type { KeyRing, KeyRings, KeysFile, RingName } from '@clinic/config';

type Held = { keys: KeyRings; keysFile?: KeysFile | undefined };

const START = 'clinic-api';
/** PostgreSQL cuts what is longer. */
const LONGEST = 63;
const ANY = '*';

const wrapping = ({ fieldKek, indexKek }: KeyRings): [RingName, KeyRing][] => [
  ['FIELD_KEK', fieldKek],
  ['INDEX_KEK', indexKek],
];

/**
 * How a process calls itself to the database: with the ids of the keys it can unwrap data keys with, `*` where it reads them
 * from a file when it needs them. Whoever changes keys sees in the list of connections whether all can follow.
 */
export const processName = ({ keys, keysFile }: Held): string => {
  const parts = wrapping(keys).map(([ring, held]) => {
    const ids = keysFile?.rings.includes(ring) === true ? ANY : [...held.keys.keys()].join();
    return `${ring}=${ids}`;
  });
  return [START, ...parts].join(' ');
};

/** Whether a process of that name can follow a ring to this key. A name that was cut says nothing. */
export const canFollow = (name: string, ring: RingName, keyId: string | undefined): boolean => {
  if (name.length >= LONGEST) return true;
  const ids = name
    .split(' ')
    .find((part) => part.startsWith(`${ring}=`))
    ?.slice(ring.length + 1);
  if (ids === undefined || ids === ANY) return true;
  return keyId !== undefined && ids.split(',').includes(keyId);
};
