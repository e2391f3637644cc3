import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { plantedWorkspace } from '@clinic/lint-rules/planted-workspace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const written = [
  'libs/contracts/src/lab-orders.contract.ts',
  'libs/repositories/src/lab-order.repository.ts',
  ...['index', 'lab-orders.routes', 'lab-orders.service', 'lab-orders.mapper', 'lab-orders.routes.test'].map(
    (name) => `apps/api/src/features/lab-orders/${name}.ts`,
  ),
  'apps/portal/src/features/lab-orders/index.ts',
  'apps/portal/src/features/lab-orders/lab-orders.data.ts',
  'apps/portal/src/features/lab-orders/lab-orders.page.tsx',
  'apps/portal/src/features/lab-orders/lab-orders.page.test.tsx',
  'apps/portal/src/texts/en/lab-orders.ts',
];

const joined = [
  ...['libs/contracts/src/all-endpoints.ts', 'libs/contracts/src/permissions.ts'],
  ...['libs/repositories/src/create-repositories.ts', 'apps/api/src/app.ts'],
  'apps/api/src/testing/sample-requests.ts',
  ...['apps/portal/src/router.tsx', 'apps/portal/src/paths.ts', 'apps/portal/src/texts/english.ts'],
];

const component = ['libs/ui/src/status-badge.tsx', 'libs/ui/src/status-badge.test.tsx'];

describe('a new domain', () => {
  let workspace;
  let generated;
  beforeAll(() => {
    workspace = plantedWorkspace({ hasSources: true });
    generated = workspace.run('nx', 'g', 'feature', 'lab-orders');
  });
  afterAll(() => workspace.remove());

  const read = (file) => readFileSync(path.join(workspace.root, file), 'utf8');

  it('is written and joined by one command', () => {
    expect(generated).toMatchObject({ code: 0 });
    for (const file of written) expect(read(file)).not.toContain('<%');
    for (const file of joined) expect(read(file)).toMatch(/lab-?orders?/i);
  });

  it('gets the next number of migration, and its table the walls of the clinic', () => {
    const migrations = readdirSync(path.join(workspace.root, 'libs/database/migrations')).toSorted();
    const last = migrations.at(-1) ?? '';
    expect(last).toMatch(/^\d{4}_lab_orders\.sql$/);
    expect(Number(last.slice(0, 4))).toBe(Number(migrations.at(-2)?.slice(0, 4)) + 1);
    expect(read(`libs/database/migrations/${last}`)).toContain('force row level security');
  });

  it('passes typecheck, lint and format as it is', () => {
    expect(workspace.run('tsc', '--build', 'apps/api', 'apps/portal')).toEqual({ code: 0, output: '' });
    const lint = workspace.run('eslint', '--max-warnings=0', ...written, ...joined);
    expect(lint).toEqual({ code: 0, output: '' });
    expect(workspace.run('prettier', '--check', ...written, ...joined)).toMatchObject({ code: 0 });
  });

  it('works: its own tests pass on a real database and in the real portal', () => {
    const api = workspace.run('vitest', 'run', '--root', 'apps/api', 'src/features/lab-orders');
    expect(api.output).toMatch(/Tests +\d+ passed/);
    const portal = workspace.run('vitest', 'run', '--root', 'apps/portal', 'src/features/lab-orders');
    expect(portal.output).toMatch(/Tests +\d+ passed/);
    expect([api.code, portal.code]).toEqual([0, 0]);
  });

  it('is not written over one that is there', () => {
    expect(workspace.run('nx', 'g', 'feature', 'patients').output).toContain(
      'There is a domain patients already',
    );
  });
});

describe('a new component', () => {
  let workspace;
  let generated;
  beforeAll(() => {
    workspace = plantedWorkspace({ hasSources: true });
    generated = workspace.run('nx', 'g', 'ui-component', 'status-badge');
  });
  afterAll(() => workspace.remove());

  it('is exported, and passes typecheck, lint and its own test as it is', () => {
    expect(generated).toMatchObject({ code: 0 });
    expect(workspace.run('tsc', '--build', 'libs/ui')).toEqual({ code: 0, output: '' });
    expect(workspace.run('eslint', ...component, 'libs/ui/src/index.ts')).toEqual({ code: 0, output: '' });
    const test = workspace.run('vitest', 'run', '--root', 'libs/ui', 'src/status-badge');
    expect(test.code, test.output).toBe(0);
  });
});
