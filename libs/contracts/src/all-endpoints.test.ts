import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allEndpoints } from './all-endpoints.ts';
import type { Endpoint } from './endpoint.ts';
import { permissions, roleAllows, rolePermissions, roles } from './permissions.ts';

const endpoints: [string, Endpoint][] = [...allEndpoints];

const isWrite = ({ method }: Endpoint): boolean => method !== 'get';

describe.each(endpoints)('%s', (_name, endpoint) => {
  it('names a permission that is one', () => {
    expect([...permissions, 'public', 'signed-in']).toContain(endpoint.permission);
  });

  it('has its ids in the path alone, plain words, no verb in it', () => {
    expect(endpoint.path).toMatch(/^(\/[a-z][a-z.-]*|\/:[a-z][A-Za-z]*)+$/);
  });

  it('answers 204 when it has nothing to say, and only then', () => {
    expect(endpoint.status === 204).toBe(endpoint.output === undefined);
    if (endpoint.status === 201) expect(endpoint.method).toBe('post');
  });

  it('sends a body with a write alone, and asks for a version only there', () => {
    if (!isWrite(endpoint)) expect([endpoint.body, endpoint.isVersioned]).toEqual([undefined, false]);
  });

  it('refuses fields that it does not know', () => {
    if (!endpoint.body) return;
    const result = endpoint.body.safeParse({ thisIsNoField: 1 });
    const codes = result.error?.issues.map((issue) => issue.code) ?? [];
    expect(codes).toContain('unrecognized_keys');
  });

  it('asks for another proof of who it is only from who is signed in', () => {
    if (endpoint.requiresStepUp) expect(endpoint.permission).not.toBe('public');
  });

  it('waits for a line when it is a write, or works without one when it is not', () => {
    if (endpoint.offline === 'queue') expect(isWrite(endpoint)).toBe(true);
    if (endpoint.offline === 'read') expect(endpoint.output).toBeDefined();
  });

  it('can be described', () => {
    if (endpoint.body)
      expect(z.toJSONSchema(endpoint.body, { io: 'input', unrepresentable: 'any' })).toBeDefined();
    if (endpoint.output)
      expect(z.toJSONSchema(endpoint.output, { io: 'output', unrepresentable: 'any' })).toBeDefined();
  });
});

describe('all calls together', () => {
  it('stand for one address and method each', () => {
    const places = endpoints.map(([, { method, path }]) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('hold what other programs rely on', () => {
    const places = new Set(endpoints.map(([, { method, path }]) => `${method} ${path}`));
    for (const place of [
      ...[
        'post /auth/login',
        'post /auth/logout',
        'get /auth/me',
        'post /auth/step-up',
        'post /auth/password',
        'get /auth/sessions',
        'delete /auth/sessions/:id',
        'post /auth/totp',
        'post /auth/totp/confirm',
        'delete /auth/totp',
        'post /auth/invitations/accept',
        'get /users',
        'post /users',
        'patch /users/:id',
        'get /users/:id/sessions',
        'get /patients',
        'post /patients/search',
        'post /patients',
      ],
      ...[
        'get /patients/:id',
        'patch /patients/:id',
        'post /patients/:id/archive',
        'post /patients/:id/restore',
      ],
      ...[
        'get /practitioners',
        'get /appointment-types',
        'get /rooms',
        'get /slots',
        'get /appointments',
        'get /appointments/today',
      ],
      ...[
        'post /appointments',
        'patch /appointments/:id',
        'post /appointments/:id/status',
        'get /settings',
        'patch /settings',
      ],
      ...[
        'post /imports',
        'get /imports/:id',
        'get /audit-events',
        'get /system/status',
        'get /openapi.json',
      ],
    ]) {
      expect(places.has(place), place).toBe(true);
    }
  });

  it('page where lists can grow, from 1 to 100 and 25 unless told', () => {
    for (const [name, { query }] of endpoints) {
      if (!query?.['cursor']) continue;
      expect(query['limit'], name).toEqual({ kind: 'integer', minimum: 1, maximum: 100, default: 25 });
    }
  });
});

describe('roles', () => {
  it('may do what the table says, each line of it on purpose', () => {
    expect(rolePermissions).toMatchInlineSnapshot(`
      {
        "admin": [
          "reference:read",
          "settings:read",
          "patient:read",
          "patient:create",
          "patient:update",
          "appointment:read",
          "appointment:create",
          "appointment:update",
          "patient:archive",
          "appointment:overbook",
          "reference:write",
          "settings:write",
          "user:read",
          "user:write",
          "import:read",
          "import:create",
          "audit:read",
          "system:read",
        ],
        "auditor": [
          "reference:read",
          "settings:read",
          "audit:read",
          "user:read",
        ],
        "billing": [
          "reference:read",
          "settings:read",
          "patient:read",
          "appointment:read",
        ],
        "nurse": [
          "reference:read",
          "settings:read",
          "patient:read",
          "patient:create",
          "patient:update",
          "appointment:read",
          "appointment:create",
          "appointment:update",
          "clinical:read",
        ],
        "practitioner": [
          "reference:read",
          "settings:read",
          "patient:read",
          "patient:create",
          "patient:update",
          "appointment:read",
          "appointment:create",
          "appointment:update",
          "appointment:overbook",
          "clinical:read",
        ],
        "receptionist": [
          "reference:read",
          "settings:read",
          "patient:read",
          "patient:create",
          "patient:update",
          "appointment:read",
          "appointment:create",
          "appointment:update",
          "patient:archive",
          "appointment:overbook",
        ],
      }
    `);
  });

  it('all read reference data and settings', () => {
    for (const role of roles) {
      expect(roleAllows(role, 'reference:read') && roleAllows(role, 'settings:read'), role).toBe(true);
    }
  });

  it('keep the audit log for administrators and auditors, and clinical notes from administrators', () => {
    expect(roles.filter((role) => roleAllows(role, 'audit:read'))).toEqual(['admin', 'auditor']);
    expect(roles.filter((role) => roleAllows(role, 'clinical:read'))).toEqual(['practitioner', 'nurse']);
    expect(roleAllows('auditor', 'patient:read')).toBe(false);
    for (const right of permissions.filter((each) => /write|create|update|archive|overbook/.test(each))) {
      expect([roleAllows('auditor', right), roleAllows('billing', right)], right).toEqual([false, false]);
    }
  });

  it.each(['', 'system', 'Admin', '__proto__', 'constructor', 'toString'])(
    'that nobody knows may nothing: %j',
    (role) => {
      expect(permissions.filter((right) => roleAllows(role, right))).toEqual([]);
    },
  );
});
