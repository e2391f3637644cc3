import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { cleanEnvironment, plantedWorkspace } from '@clinic/lint-rules/planted-workspace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import feature from './feature.mjs';

const domain = [
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
const app = ['app.ts', 'app.test.ts', 'main.ts'].map((name) => `apps/kiosk/src/${name}`);
const written = [...domain, ...component, ...app];

/** Whatever asks a registry fails at once. */
const withoutLine = { npm_config_offline: 'true', npm_config_registry: 'http://127.0.0.1:9/' };

/** One copy of the workspace for all that is generated: it is checked by one run of each command. */
let workspace;
let generated;
beforeAll(async () => {
  workspace = plantedWorkspace({ hasSources: true });
  generated = {
    domain: await run('nx', 'g', 'feature', 'lab-orders'),
    component: await run('nx', 'g', 'ui-component', 'status-badge'),
    app: await run('nx', 'g', 'express-app', 'kiosk'),
  };
});
afterAll(() => workspace.remove());

/** @param {string} command @param {string[]} words @returns {Promise<{ code: number | null, output: string }>} */
const run = async (command, ...words) => {
  // In one process each: the five that Nx would start for its plugins take longer to come up than all there is to do.
  const env = { ...cleanEnvironment(), ...withoutLine, NX_ISOLATE_PLUGINS: 'false' };
  const program = path.join(workspace.root, 'node_modules/.bin', command);
  const child = spawn(program, words, { cwd: workspace.root, env });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, output: `${output}${errors}` };
};

const read = (file) => readFileSync(path.join(workspace.root, file), 'utf8');
const original = (file) => readFileSync(path.join(import.meta.dirname, '../../..', file), 'utf8');

describe('a new domain', () => {
  it('is written and joined by one command', () => {
    expect(generated.domain).toMatchObject({ code: 0 });
    for (const file of domain) expect(read(file)).not.toContain('<%');
    for (const file of joined) expect(read(file)).toMatch(/lab-?orders?/i);
  });

  it('gets the next number of migration, and its table the walls of the clinic', () => {
    const migrations = readdirSync(path.join(workspace.root, 'libs/database/migrations')).toSorted();
    const last = migrations.at(-1) ?? '';
    expect(last).toMatch(/^\d{4}_lab_orders\.sql$/);
    expect(Number(last.slice(0, 4))).toBe(Number(migrations.at(-2)?.slice(0, 4)) + 1);
    expect(read(`libs/database/migrations/${last}`)).toContain('force row level security');
  });

  it('is not written over one that is there', async () => {
    const tree = { exists: (file) => file === 'libs/contracts/src/patients.contract.ts' };
    await expect(feature(tree, { name: 'patients' })).rejects.toThrow('There is a domain patients already');
  });
});

it('a new component is exported by one command', () => {
  expect(generated.component).toMatchObject({ code: 0 });
  expect(read('libs/ui/src/index.ts')).toContain("export { StatusBadge } from './status-badge.tsx'");
});

it('a new Express app is written by one command, with what is installed', () => {
  expect(generated.app).toMatchObject({ code: 0 });
  expect(read('apps/kiosk/package.json')).toContain('"@clinic/kiosk"');
  expect(read('package.json')).toBe(original('package.json'));
  expect(read('nx.json')).toBe(original('nx.json'));
});

describe('all that is generated', () => {
  it('passes typecheck, lint and format as it is', async () => {
    const owners = 'tools/eslint/boundaries.mjs';
    const [types, lint, format] = await Promise.all([
      run('tsc', '--build', 'apps/api', 'apps/portal', 'apps/kiosk'),
      run('eslint', '--max-warnings=0', ...written, ...joined, 'libs/ui/src/index.ts'),
      run('prettier', '--check', ...written, ...joined, owners),
    ]);
    expect(types).toEqual({ code: 0, output: '' });
    expect(lint).toEqual({ code: 0, output: '' });
    expect(format).toMatchObject({ code: 0 });
  });

  it('works: its own tests pass on a real database and in the real portal', async () => {
    const tests = await Promise.all([
      run('vitest', 'run', '--root', 'apps/api', 'src/features/lab-orders'),
      run('vitest', 'run', '--root', 'apps/portal', 'src/features/lab-orders'),
      run('vitest', 'run', '--root', 'libs/ui', 'src/status-badge'),
      run('vitest', 'run', '--root', 'apps/kiosk'),
    ]);
    for (const test of tests) {
      expect(test.code, test.output).toBe(0);
      expect(test.output).toMatch(/Tests +\d+ passed/);
    }
  });
});
