import { describe, expect, it } from 'vitest';
import { loggedFields } from './allow-list.ts';
import { createLogger, type LoggerOptions } from './create-logger.ts';
import { withFields } from './with-fields.ts';

const memory = (options: Partial<LoggerOptions> = {}) => {
  const written: string[] = [];
  const logger = createLogger({ level: 'info', write: (line) => written.push(line), ...options });
  return { logger, written, lines: () => written.map((line): Record<string, unknown> => JSON.parse(line)) };
};

describe('a log line', () => {
  it('is one line of JSON: time, level, event, then the fields', () => {
    const { logger, written, lines } = memory();
    logger.info('request', { requestId: 'a1', route: '/patients/:id', status: 200, clinicId: null });
    expect(Object.keys(lines()[0] ?? {})).toEqual([
      'time',
      'level',
      'event',
      'requestId',
      'route',
      'status',
      'clinicId',
    ]);
    expect(lines()[0]).toMatchObject({ level: 'info', event: 'request', status: 200 });
    expect(lines()[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(written[0]).toMatch(/^[^\n]+\n$/);
  });

  it('has no line ends within, whatever a field holds', () => {
    const { logger, written } = memory();
    logger.warn('request', { route: '/a\n{"level":"error"}\u2028\r' });
    expect(written[0]?.match(/\n/g)).toHaveLength(1);
  });

  it('leaves out what is not allowed by name, and says how much', () => {
    const { logger, lines } = memory();
    logger.info('request', { status: 200, patientName: 'Ada', phone: '555', url: '/x?q=Ada' });
    expect(lines()[0]).toEqual({
      time: expect.any(String),
      level: 'info',
      event: 'request',
      status: 200,
      dropped: 3,
    });
  });

  it('leaves out objects, even under an allowed name', () => {
    const { logger, lines } = memory();
    const untyped = { cause: { name: 'Ada' }, rows: ['Ada'] } as unknown as Record<string, string>;
    logger.error('request_failed', untyped);
    expect(lines()[0]).toMatchObject({ dropped: 2 });
    expect(lines()[0]).not.toHaveProperty('cause');
  });

  it('cuts long text', () => {
    const { logger, lines } = memory();
    logger.info('request', { place: 'x'.repeat(5000) });
    expect(lines()[0]?.['place']).toHaveLength(200);
  });

  it('does not write an event that is no constant name', () => {
    const { logger, lines } = memory();
    logger.info('Patient Ada Lovelace was not found');
    expect(lines()[0]).toEqual({
      time: expect.any(String),
      level: 'info',
      event: 'event_without_name',
      dropped: 1,
    });
  });

  it('cannot pose as another time or level through its fields', () => {
    const { logger, lines } = memory();
    logger.info('request', { time: 'never', level: 'debug', event: 'other', dropped: 0 });
    expect(lines()[0]).toMatchObject({ level: 'info', event: 'request', dropped: 4 });
  });
});

describe('levels', () => {
  it('keep quiet below the one asked for', () => {
    const { logger, lines } = memory({ level: 'warn' });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level](level);
    expect(lines().map(({ event }) => event)).toEqual(['warn', 'error']);
  });
});

describe('fields of every line', () => {
  it('come from the logger, then from its child, then from the line', () => {
    const { logger, lines } = memory({ fields: { service: 'api', port: 1, count: 1 } });
    withFields(logger, { requestId: 'a1', port: 2, count: 2 }).info('request', { count: 3 });
    expect(lines()[0]).toMatchObject({ service: 'api', requestId: 'a1', port: 2, count: 3 });
  });
});

describe('patient data', () => {
  // A small repeatable generator: a failure can be run again.
  const chanceFrom = (seed: number) => {
    let state = seed;
    return (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
  };

  it('does not reach the log in any of 10,000 generated objects', () => {
    const { logger, written } = memory();
    const chance = chanceFrom(20_260_101);
    const allowed = [...loggedFields];
    const strangers = [
      'name',
      'phone',
      'email',
      'birthDate',
      'body',
      'query',
      'headers',
      '__proto__x',
      'requestid',
    ];
    let canaries = 0;
    const leafOf = (depth: number): unknown => {
      canaries += 1;
      const canary = `canary-${canaries}-Nguyễn`;
      if (depth > 3 || chance(3) > 0) return canary;
      return chance(2) > 0
        ? [leafOf(depth + 1), leafOf(depth + 1)]
        : { [allowed[0] ?? '']: leafOf(depth + 1) };
    };
    for (let round = 0; round < 10_000; round += 1) {
      const fields: Record<string, unknown> = { status: round };
      for (let field = chance(8); field >= 0; field -= 1) {
        const isStranger = chance(2) > 0;
        const name = isStranger ? strangers[chance(strangers.length)] : allowed[chance(allowed.length)];
        // Under an allowed name only an object may hide something; a scalar there is what the name is for.
        fields[name ?? ''] = isStranger ? leafOf(0) : { hidden: leafOf(0) };
      }
      logger.info('request', fields as Record<string, string>);
    }
    expect(written).toHaveLength(10_000);
    expect(canaries).toBeGreaterThan(30_000);
    expect(written.filter((line) => line.includes('canary'))).toEqual([]);
    expect(written.filter((line) => line.includes('"dropped":')).length).toBeGreaterThan(9000);
  });
});
