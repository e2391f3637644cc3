// Where a domain is joined to the rest, beside its own files. Each place is found by a line that stands there today;
// the generator stops where one has gone, and its test sees that before anyone else does.

const contracts = ({ plural, singular, camelPlural }) => [
  {
    file: 'libs/contracts/src/index.ts',
    before: /export \{ allEndpoints \}/,
    lines: `export * from './${plural}.contract.ts';\n`,
  },
  {
    file: 'libs/contracts/src/all-endpoints.ts',
    before: /\nconst isEndpoint/,
    lines: `import * as ${camelPlural} from './${plural}.contract.ts';\n`,
  },
  {
    file: 'libs/contracts/src/all-endpoints.ts',
    before: /\]\s*\.flatMap\(\(contract\)/,
    lines: `, ${camelPlural}`,
  },
  {
    file: 'libs/contracts/src/permissions.ts',
    before: /\] as const;/,
    lines: `  '${singular}:read',\n  '${singular}:write',\n`,
  },
  {
    file: 'libs/contracts/src/permissions.ts',
    before: /\];\n\n\/\*\* Which role may do what/,
    lines: `  '${singular}:read',\n  '${singular}:write',\n`,
  },
];

const repositories = ({ singular, Singular, camelPlural }) => [
  {
    file: 'libs/repositories/src/create-repositories.ts',
    before: /import \{ SessionRepository \}/,
    lines: `import { ${Singular}Repository } from './${singular}.repository.ts';\n`,
  },
  {
    file: 'libs/repositories/src/create-repositories.ts',
    before: / {2}sessions: SessionRepository;/,
    lines: `  ${camelPlural}: ${Singular}Repository;\n`,
  },
  {
    file: 'libs/repositories/src/create-repositories.ts',
    before: / {4}sessions: new SessionRepository\(/,
    lines: `    ${camelPlural}: new ${Singular}Repository(),\n`,
  },
  {
    file: 'libs/repositories/src/index.ts',
    before: /export type \{[^}]*\bSessionRow\b/,
    lines: `export type { ${Singular}Row } from './${singular}.repository.ts';\n`,
  },
];

const api = ({ plural, Plural, Singular, camelPlural }) => [
  {
    file: 'apps/api/src/app.ts',
    before: /import \{ settingsFeature \}/,
    lines: `import { ${camelPlural}Feature } from '#api/features/${plural}/index.ts';\n`,
  },
  {
    file: 'apps/api/src/app.ts',
    before: / {4}settingsFeature\(deps/,
    lines: `    ${camelPlural}Feature(deps, mount),\n`,
  },
  {
    // The tests that try every role and every broken request want one that works of each endpoint.
    file: 'apps/api/src/testing/sample-requests.ts',
    before: / {4}signIn: async/,
    lines: `
    list${Plural}: async () => ({ path: '/${plural}' }),
    create${Singular}: async () => ({ path: '/${plural}', body: { id: anId(), name: 'First' } }),
    change${Singular}: async () => ({
      path: \`/${plural}/\${(await bodyOf(desk.post('/api/${plural}').send({ name: 'First' }))).id}\`,
      headers: firstVersion,
      body: { name: 'Second' },
    }),
`.trimStart(),
  },
];

const portal = ({ plural, singular, camelPlural, title }) => [
  {
    file: 'apps/portal/src/paths.ts',
    before: / {2}imports: \{ list:/,
    lines: `  ${camelPlural}: { list: '/${plural}' },\n`,
  },
  {
    file: 'apps/portal/src/router.tsx',
    before: /import \{ signInFeature \}/,
    lines: `import { ${camelPlural}Feature } from './features/${plural}/index.ts';\n`,
  },
  {
    file: 'apps/portal/src/router.tsx',
    before: /[^\n]*path: '\*', Component: NotFoundPage/,
    lines: `          ...${camelPlural}Feature(deps),\n`,
  },
  {
    file: 'apps/portal/src/texts/english.ts',
    before: /import \{ shellTexts \}/,
    lines: `import { ${camelPlural}Texts } from './en/${plural}.ts';\n`,
  },
  {
    file: 'apps/portal/src/texts/english.ts',
    before: /\} as const;/,
    lines: `  ...${camelPlural}Texts,\n`,
  },
  {
    file: 'apps/portal/src/texts/en/shell.ts',
    before: / {2}'shell\.logo'/,
    lines: `  'shell.nav.${camelPlural}': '${title}',\n`,
  },
  {
    file: 'apps/portal/src/layout/navigation-rail.tsx',
    before: /\];\n\n\/\*\* The places of the portal/,
    lines: `  { to: paths.${camelPlural}.list, icon: LayoutList, label: 'shell.nav.${camelPlural}', needs: '${singular}:read' },\n`,
  },
];

/** @param {ReturnType<import('./names.mjs').namesOf>} names */
export const joinsOf = (names) => [
  ...contracts(names),
  ...repositories(names),
  ...api(names),
  ...portal(names),
];
