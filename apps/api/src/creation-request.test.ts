import { describe, expect, it } from 'vitest';
import { creationOf } from './creation-request.ts';

const ID = '01920000-00ab-7000-8000-0000000000cd';

describe('what somebody asked for', () => {
  it('is the same in whichever order, and where nothing is said or said to be nothing', () => {
    const asked = creationOf({ id: ID, name: 'Ada', address: { city: 'London', line: '1 Main St' } });
    for (const same of [
      { address: { line: '1 Main St', city: 'London' }, name: 'Ada', id: ID },
      { id: ID, name: 'Ada', phone: null, address: { city: 'London', line: '1 Main St', state: undefined } },
    ]) {
      expect(creationOf(same)).toBe(asked);
    }
  });

  it('is another thing with another word, another order in a list, or another id', () => {
    const asked = creationOf({ id: ID, phones: ['110', '112'], isUrgent: false });
    for (const other of [
      { id: ID, phones: ['112', '110'], isUrgent: false },
      { id: ID, phones: ['110', '112'], isUrgent: true },
      { id: ID, phones: ['110', '112'] },
      { id: ID.replace('cd', 'ce'), phones: ['110', '112'], isUrgent: false },
    ]) {
      expect(creationOf(other)).not.toBe(asked);
    }
  });

  it('is not known where the id is chosen here', () => {
    expect(creationOf({ name: 'Ada' })).toBeNull();
  });
});
