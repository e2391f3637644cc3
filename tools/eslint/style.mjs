// The house style that lint can hold. Each number and name is a decision; the reasons are in README.md.
import path from 'node:path';

const fileName = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|tsx|mjs)$/;
const namelessFiles = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'types',
  'common',
  'misc',
  'shared',
  'lib',
]);

/** A file is named after its one export plus its role, in kebab-case. */
const fileNameRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      shape: 'A file name is kebab-case with dotted roles: appointment.repository.ts, hash-chain.ts.',
      nameless: 'Name the file after what it exports: "{{name}}" says nothing.',
    },
  },
  create: (context) => ({
    Program(node) {
      const base = path.basename(context.filename);
      const [name = ''] = base.split('.');
      if (!fileName.test(base)) context.report({ node, messageId: 'shape' });
      else if (namelessFiles.has(name)) context.report({ node, messageId: 'nameless', data: { name } });
    },
  }),
};

export const clinicPlugin = { rules: { 'file-name': fileNameRule } };

const syntax = {
  noEnum: { selector: 'TSEnumDeclaration', message: 'Write a union of string literals.' },
  noDefaultExport: { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  noInterfacePrefix: {
    selector: ':matches(TSInterfaceDeclaration, TSTypeAliasDeclaration)[id.name=/^I[A-Z][a-z]/]',
    message: 'No I prefix: name the thing.',
  },
  noBareDate: {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes from the Clock port.',
  },
  noBuiltSql: {
    selector: "CallExpression[callee.property.name='query'] > TemplateLiteral[expressions.length>0]",
    message: 'Values are parameters, lists are arrays: = any($1::uuid[]).',
  },
  noModuleState: {
    selector: ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind='let']",
    message: 'No module-level state: keep it in an object that composition makes.',
  },
  noModuleStore: {
    selector:
      ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet)$/][arguments.length=0]',
    message: 'No module-level state: keep it in an object that composition makes.',
  },
  noStatusNumber: {
    selector: "CallExpression[callee.property.name='status'] > Literal.arguments",
    message: 'Throw an AppError by name: a status number lives in httpStatus alone.',
  },
  noSkippedTest: {
    selector:
      'CallExpression > MemberExpression.callee[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|skipIf|runIf)$/]',
    message: 'A test runs, always and with all others.',
  },
};

const restrictSyntax = (...names) => ['error', ...names.map((name) => syntax[name])];

const everywhere = ['noEnum', 'noDefaultExport', 'noInterfacePrefix', 'noBuiltSql'];
const inSources = [...everywhere, 'noBareDate', 'noModuleState', 'noModuleStore'];

const environment = {
  object: 'process',
  property: 'env',
  message: 'Only libs/config reads the environment.',
};
const chance = [
  { object: 'Date', property: 'now', message: 'Time comes from the Clock port.' },
  { object: 'Math', property: 'random', message: 'Chance comes from a port.' },
];

/** No abbreviations but id, tx, db, url and ms. */
const abbreviations = [
  ...['appt', 'svc', 'mgr', 'repo', 'cfg', 'ctx', 'btn', 'idx', 'tmp', 'str', 'num', 'val', 'arr', 'obj'],
  ...['msg', 'usr', 'pwd', 'addr', 'qty', 'cb', 'err', 'evt', 'cnt', 'acc', 'req', 'res'],
];

// A switch is one decision however many cases it names.
const branches = (max) => ({ max, variant: 'modified' });

export const styleRules = {
  'clinic/file-name': 'error',
  'id-denylist': ['error', ...abbreviations],
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 3],
  complexity: ['error', branches(8)],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'object-shorthand': 'error',
  'no-restricted-syntax': restrictSyntax(...inSources),
  'no-restricted-properties': ['error', environment, ...chance],
};

/** What is allowed where, and why it must be. Later blocks win. */
export const styleByPlace = [
  {
    // Markup is long and full of conditions; what it may not have is rules.
    files: ['**/*.tsx'],
    rules: {
      'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }],
      complexity: ['error', branches(15)],
    },
  },
  {
    files: ['apps/*/src/features/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': restrictSyntax(...inSources, 'noStatusNumber') },
  },
  {
    files: ['apps/portal/src/**/*.{ts,tsx}', 'libs/ui/src/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Data comes by loader and leaves by action, through the ApiClient.' },
        { name: 'alert', message: 'Say it on the page.' },
        { name: 'confirm', message: 'Ask in a dialog.' },
      ],
    },
  },
  {
    // Where a program starts, real time and real chance enter.
    files: ['**/main.ts', '**/main.tsx', '**/service-worker.ts', '**/*.command.ts'],
    rules: {
      'no-restricted-syntax': restrictSyntax(...everywhere),
      'no-restricted-properties': ['error', environment],
      'no-console': 'off',
    },
  },
  {
    // Names of roles, databases and channels cannot be parameters of a statement.
    files: ['libs/database/src/{migrate,roles,doorbell}.ts'],
    rules: { 'no-restricted-syntax': restrictSyntax(...inSources.filter((name) => name !== 'noBuiltSql')) },
  },
  // Express knows an error handler by its four parameters.
  { files: ['libs/http/src/error-handler.ts'], rules: { 'max-params': ['error', 4] } },
  // The real clock and the real chance behind the ports.
  {
    files: ['apps/*/src/system-ports.ts'],
    rules: {
      'no-restricted-syntax': restrictSyntax(...everywhere, 'noModuleState', 'noModuleStore'),
      'no-restricted-properties': ['error', environment],
    },
  },
  { files: ['libs/config/src/**/*.ts'], rules: { 'no-restricted-properties': ['error', ...chance] } },
  {
    files: [
      '**/*.test.ts',
      '**/*.test.tsx',
      '**/*.test.mjs',
      '**/testing/**',
      '**/testing.ts',
      'apps/e2e/**',
    ],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'max-params': 'off',
      complexity: 'off',
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      // A test may name its database, plant its own rows and ask the real clock.
      'no-restricted-syntax': restrictSyntax('noEnum', 'noInterfacePrefix', 'noSkippedTest'),
    },
  },
  {
    files: ['tools/**/*.{ts,mjs}', 'scripts/**/*.mjs', '**/bench/**'],
    rules: {
      'no-console': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': restrictSyntax('noSkippedTest'),
    },
  },
  { files: ['**/*.config.{ts,mjs}', 'vitest.shared.ts'], rules: { 'no-restricted-syntax': 'off' } },
];

const noCast = ['error', { assertionStyle: 'never' }];

/** The selection of typescript-eslint's strict-type-checked rules on top of its recommended ones. */
export const typedRules = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/consistent-type-assertions': noCast,
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
  '@typescript-eslint/no-unnecessary-type-arguments': 'error',
  '@typescript-eslint/no-deprecated': 'error',
  '@typescript-eslint/prefer-readonly': 'error',
  // The router's redirects are thrown answers.
  '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'lib', name: 'Response' }] }],
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-unused-vars': 'off',
};

export const typedByPlace = [
  {
    // A mapper turns what the database or the wire says into our types; an endpoint carries its types beside its
    // schemas, and mount, validate and the request's state hand them on through Express, which has none.
    files: [
      ...['**/*.mapper.ts', '**/*.columns.ts', 'libs/contracts/src/endpoint.ts'],
      'libs/http/src/{mount,mount-stream,validate,request-state}.ts',
    ],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }] },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', '**/testing/**', '**/testing.ts', 'apps/e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
];
