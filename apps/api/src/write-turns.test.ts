import { describe, expect, it } from 'vitest';
import { WriteTurns } from './write-turns.ts';

type Work = { begun: boolean; end: () => void; done: Promise<void> };

const begin = (turns: WriteTurns, clinicId: string): Work => {
  const work: Work = { begun: false, end: () => undefined, done: Promise.resolve() };
  const ended = new Promise<void>((resolve) => {
    work.end = resolve;
  });
  work.done = turns.run(clinicId, () => {
    work.begun = true;
    return ended;
  });
  return work;
};

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the turns of writes', () => {
  it('let two writes of a clinic in at once, and the next in the order they came', async () => {
    const turns = new WriteTurns();
    const works = Array.from({ length: 4 }, () => begin(turns, 'one'));
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
    const turns = new WriteTurns();
    const busy = Array.from({ length: 5 }, () => begin(turns, 'one'));
    const other = begin(turns, 'other');
    await settle();
    expect(other.begun).toBe(true);
    for (const work of [...busy, other]) work.end();
    await Promise.all([...busy, other].map((work) => work.done));
  });

  it('are refused when far too many wait already', async () => {
    const turns = new WriteTurns();
    const works = Array.from({ length: 202 }, () => begin(turns, 'one'));
    await expect(turns.run('one', async () => undefined)).rejects.toMatchObject({ code: 'unavailable' });
    for (const work of works) work.end();
    await Promise.all(works.map((work) => work.done));
    await expect(turns.run('one', async () => 'in')).resolves.toBe('in');
  });

  it('hand the turn on when a write fails', async () => {
    const turns = new WriteTurns();
    const failing = Array.from({ length: 3 }, () =>
      turns.run('one', () => Promise.reject(new Error('refused'))),
    );
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(turns.run('one', async () => 'in')).resolves.toBe('in');
  });
});
