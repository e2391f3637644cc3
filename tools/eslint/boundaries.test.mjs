import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, plantedWorkspace, workspaceRoot } from './planted-workspace.mjs';

const door = (name) => `export const ${name} = 1;\n`;

/** What stands in the copy so that imports have something to reach. */
const doors = {
  'libs/core/src/index.ts': door('core'),
  'libs/core/src/testing.ts': door('fake'),
  'libs/contracts/src/index.ts': door('contracts'),
  'libs/database/src/index.ts': door('database'),
  'libs/audit/src/index.ts': door('audit'),
  'libs/repositories/src/index.ts': door('repositories'),
  'apps/api/src/features/patients/index.ts': door('patients'),
  'apps/api/src/features/patients/patients.service.ts': door('service'),
  'apps/portal/src/features/patients/index.ts': door('patientsFeature'),
  'tools/browser/src/index.ts': door('browser'),
};

const use = (name, from) => `import { ${name} } from '${from}';\nexport const used = ${name};\n`;

const violations = [
  [
    'a client app that imports a server lib',
    'apps/portal/src/a.ts',
    use('database', '@clinic/database'),
    'scope:client',
  ],
  [
    'a contract that imports the database',
    'libs/contracts/src/b.ts',
    use('database', '@clinic/database'),
    'layer:contract',
  ],
  [
    'a capability that imports another',
    'libs/database/src/c.ts',
    use('audit', '@clinic/audit'),
    'layer:capability',
  ],
  [
    'a capability that imports the data layer',
    'libs/database/src/d.ts',
    use('repositories', '@clinic/repositories'),
    'layer:capability',
  ],
  [
    'an app that imports a testing door',
    'apps/api/src/f.ts',
    use('fake', '@clinic/core/testing'),
    'testing door',
  ],
  [
    'an app that imports a tool',
    'apps/api/src/g.ts',
    use('browser', '../../../tools/browser/src/index.ts'),
    'enforce-module-boundaries',
  ],
  [
    'a feature that imports another',
    'apps/api/src/features/appointments/h.ts',
    use('patients', '../patients/index.ts'),
    'A feature imports its own files',
  ],
  [
    'a portal feature that imports another',
    'apps/portal/src/features/appointments/i.ts',
    use('patientsFeature', '../patients/index.ts'),
    'A feature imports its own files',
  ],
  [
    'a feature that imports a driver',
    'apps/api/src/features/appointments/j.ts',
    use('Pool', 'pg'),
    'pg is imported in libs/database',
  ],
  [
    'a lib that imports a driver of another',
    'libs/database/src/k.ts',
    use('hash', 'bcrypt'),
    'bcrypt is imported in libs/auth alone',
  ],
  [
    'a type taken from a driver',
    'apps/api/src/l.ts',
    "import type { Pool } from 'pg';\nexport type Used = Pool;\n",
    'pg is imported',
  ],
  [
    'an app that reaches past the door of a feature',
    'apps/api/src/m.ts',
    use('service', './features/patients/patients.service.ts'),
    'Come in by the door',
  ],
  [
    'an import that reaches past the door of a lib',
    'apps/api/src/n.ts',
    use('database', '../../../libs/database/src/index.ts'),
    'enforce-module-boundaries',
  ],
  [
    'a contract that needs Node',
    'libs/contracts/src/o.ts',
    use('readFileSync', 'node:fs'),
    'also runs in a browser',
  ],
  [
    'an environment read outside the config',
    'libs/database/src/p.ts',
    'export const used = process.env.HOME;\n',
    'Only libs/config',
  ],
  [
    'a clock of its own',
    'libs/database/src/q.ts',
    'export const used = (): Date => new Date();\n',
    'Clock port',
  ],
  [
    'a cast',
    'libs/database/src/r.ts',
    'export const used = (value: unknown): string => value as string;\n',
    'type assertions',
  ],
  [
    'a floating promise',
    'libs/database/src/s.ts',
    'export const used = (): void => {\n  Promise.resolve(1);\n};\n',
    'no-floating-promises',
  ],
  ['a file named after nothing', 'libs/database/src/utils.ts', door('used'), 'says nothing'],
  [
    'state in a module',
    'libs/database/src/t.ts',
    'export const used = new Map<string, string>();\n',
    'No module-level state',
  ],
];

/** The same reach, where it is allowed: a rule that refuses everything proves nothing. */
const allowed = {
  'apps/api/src/allowed-app.ts': use('database', '@clinic/database'),
  'apps/api/src/features/appointments/index.ts': use('own', './own.ts'),
  'apps/api/src/features/appointments/own.ts':
    "import { core } from '@clinic/core';\nexport const own = core;\n",
  'libs/database/src/allowed-driver.ts': use('Pool', 'pg'),
  'libs/database/src/allowed-door.test.ts': use('fake', '@clinic/core/testing'),
};

describe('the walls', () => {
  let workspace;
  let lint;
  beforeAll(() => {
    workspace = plantedWorkspace();
    for (const [file, text] of Object.entries({ ...doors, ...allowed })) workspace.plant(file, text);
    for (const [, file, text] of violations) workspace.plant(file, text);
    const projects = '@clinic/api,@clinic/portal,@clinic/contracts,@clinic/database';
    lint = workspace.run('nx', 'run-many', '-t', 'lint', '-p', projects, '--output-style=static');
  });
  afterAll(() => workspace.remove());

  const messagesOf = (file) => {
    const [, after = ''] = stripVTControlCharacters(lint.output).split(
      `${path.join(workspace.root, file)}\n`,
    );
    return after.split('\n\n')[0];
  };

  it('make the lint command fail', () => expect(lint.code).not.toBe(0));

  it.each(violations)('refuse %s', (_what, file, _text, reason) => {
    expect(messagesOf(file)).toContain(reason);
  });

  it.each(Object.keys(allowed))('let %s through', (file) => expect(messagesOf(file)).toBe(''));
});

describe('the graph of projects', () => {
  it('has the edges that affected and the circle check stand on', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'clinic-graph-'));
    const file = path.join(folder, 'graph.json');
    const { status } = spawnSync(
      process.execPath,
      ['node_modules/nx/dist/bin/nx.js', 'graph', `--file=${file}`],
      {
        cwd: workspaceRoot,
        env: cleanEnvironment(),
      },
    );
    const { graph } = JSON.parse(readFileSync(file, 'utf8'));
    rmSync(folder, { recursive: true });
    const targets = (name) => graph.dependencies[name].map(({ target }) => target);
    expect(status).toBe(0);
    expect(targets('@clinic/contracts')).toContain('@clinic/core');
    expect(targets('@clinic/core')).toEqual([]);
  });
});
