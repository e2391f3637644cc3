import { describe, expect, it } from 'vitest';
import { WriteLanes } from './write-lanes.ts';

type Work = { begun: boolean; end: () => void; done: Promise<void> };

const begin = (lanes: WriteLanes, clinicId: string): Work => {
  const work: Work = { begun: false, end: () => undefined, done: Promise.resolve() };
  const ended = new Promise<void>((resolve) => {
    work.end = resolve;
  });
  work.done = lanes.run(clinicId, () => {
    work.begun = true;
    return ended;
  });
  return work;
};

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('write lanes', () => {
  it('let two writes of a clinic in at once, and the next in the order they came', async () => {
    const lanes = new WriteLanes();
    const works = Array.from({ length: 4 }, () => begin(lanes, 'one'));
    await settle();
    expect(works.map((work) => work.begun)).toEqual([true, true, false, false]);
    works[1]?.end();
    await settle();
    expect(works.map((work) => work.begun)).toEqual([true, true, true, false]);
    for (const work of works) work.end();
    await Promise.all(works.map((work) => work.done));
    expect(works.every((work) => work.begun)).toBe(true);
  });

  it('never make one clinic wait for another', async () => {
    const lanes = new WriteLanes();
    const busy = Array.from({ length: 5 }, () => begin(lanes, 'one'));
    const other = begin(lanes, 'other');
    await settle();
    expect(other.begun).toBe(true);
    for (const work of [...busy, other]) work.end();
    await Promise.all([...busy, other].map((work) => work.done));
  });

  it('hand the turn on when a write fails', async () => {
    const lanes = new WriteLanes();
    const failing = Array.from({ length: 3 }, () =>
      lanes.run('one', () => Promise.reject(new Error('refused'))),
    );
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(lanes.run('one', async () => 'in')).resolves.toBe('in');
  });
});
