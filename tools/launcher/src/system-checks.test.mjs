import { describe, expect, it } from 'vitest';
import { Closers } from './closers.mjs';
import { neededPackages, runSystemCheck } from './system-checks.mjs';

const present = { debianPackage: 'coreutils', path: process.execPath };
const absent = { debianPackage: 'pgbouncer', path: '/nowhere/pgbouncer' };

/** @param {Partial<import('./system-checks.mjs').SystemCheck>} check @param {boolean} mustRun */
const outcomeOf = async (check, mustRun) => {
  /** @type {string[]} */
  const lines = [];
  const outcome = await runSystemCheck(
    { name: 'the pool holds', needs: [present], run: () => Promise.resolve(), ...check },
    { root: '/', closers: new Closers(), log: (line) => lines.push(line), mustRun },
  );
  return { outcome, said: lines.join('\n') };
};

describe('a system check', () => {
  it('is skipped loudly where its package is missing, and fails where none may be', async () => {
    const skipped = await outcomeOf({ needs: [present, absent] }, false);
    expect(skipped).toEqual({
      outcome: 'skipped',
      said: 'SKIPPED  the pool holds: apt-get install pgbouncer',
    });
    expect((await outcomeOf({ needs: [present, absent] }, true)).outcome).toBe('failed');
  });

  it('fails by throwing, and ends what it began either way', async () => {
    let hasEnded = false;
    const { outcome, said } = await outcomeOf(
      {
        run: ({ closers }) => {
          closers.add(() => (hasEnded = true));
          return Promise.reject(new Error('it does not'));
        },
      },
      false,
    );
    expect([outcome, hasEnded]).toEqual(['failed', true]);
    expect(said).toContain('it does not');
    expect((await outcomeOf({}, true)).outcome).toBe('passed');
  });

  it('names every package once, for the machine that installs them', () => {
    const check = { name: '', needs: [absent, present], run: () => Promise.resolve() };
    expect(neededPackages([check, check])).toEqual(['coreutils', 'pgbouncer']);
  });
});
