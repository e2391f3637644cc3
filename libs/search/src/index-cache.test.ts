import { describe, expect, it } from 'vitest';
import { IndexCache } from './index-cache.ts';
import { PatientIndex } from './patient-index.ts';
import { randomDocument, seededRandom } from './testing.ts';

const indexOf = (patients: number): PatientIndex => {
  const random = seededRandom(patients);
  const index = new PatientIndex();
  index.append(Array.from({ length: patients }, (_, number) => randomDocument(number, random)));
  index.finishLoading();
  return index;
};

describe('index cache', () => {
  it('lets the clinic go that was unused longest, and counts it', () => {
    const size = indexOf(200).byteSize;
    const cache = new IndexCache({ maxBytes: size * 2.5 });
    const first = indexOf(200);
    cache.put('first', first);
    cache.put('second', indexOf(200));
    expect(cache.get('first')).toBe(first);
    cache.put('third', indexOf(200));
    expect(cache.get('second')).toBeUndefined();
    expect(cache.get('first')).toBe(first);
    expect(cache.get('third')).toBeDefined();
    expect(cache.stats()).toEqual({ clinics: 2, patients: 400, bytes: size * 2, evictions: 1 });
  });

  it('makes room when an index has grown since it was put', () => {
    const growing = indexOf(100);
    const cache = new IndexCache({ maxBytes: growing.byteSize * 3 });
    cache.put('other', indexOf(100));
    cache.put('growing', growing);
    const random = seededRandom(1);
    for (let number = 0; number < 1000; number += 1) growing.upsert(randomDocument(1000 + number, random));
    expect(cache.get('growing')).toBe(growing);
    expect(cache.get('other')).toBeUndefined();
  });

  it('keeps the clinic in use even above the budget, and forgets one when told', () => {
    const cache = new IndexCache({ maxBytes: 1 });
    cache.put('only', indexOf(10));
    expect(cache.get('only')).toBeDefined();
    cache.delete('only');
    expect(cache.get('only')).toBeUndefined();
    expect(cache.stats()).toEqual({ clinics: 0, patients: 0, bytes: 0, evictions: 0 });
  });
});
