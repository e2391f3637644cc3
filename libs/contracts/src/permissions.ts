/** Every right there is. A route names exactly one, or says `public` or `signed-in`. */
export const permissions = [
  'patient:read',
  'patient:create',
  'patient:update',
  'patient:archive',
  'clinical:read',
  'appointment:read',
  'appointment:create',
  'appointment:update',
  'appointment:overbook',
  'reference:read',
  'reference:write',
  'settings:read',
  'settings:write',
  'user:read',
  'user:write',
  'import:read',
  'import:create',
  'audit:read',
  'system:read',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['admin', 'practitioner', 'nurse', 'receptionist', 'billing', 'auditor'] as const;

export type Role = (typeof roles)[number];

const everyone: Permission[] = ['reference:read', 'settings:read'];
const frontDesk: Permission[] = [
  'patient:read',
  'patient:create',
  'patient:update',
  'appointment:read',
  'appointment:create',
  'appointment:update',
];

/** Which role may do what. Clinical notes are closed to administrators on purpose: emergencies go through break-glass. */
export const rolePermissions: Record<Role, readonly Permission[]> = {
  admin: [
    ...everyone,
    ...frontDesk,
    'patient:archive',
    'appointment:overbook',
    'reference:write',
    'settings:write',
    'user:read',
    'user:write',
    'import:read',
    'import:create',
    'audit:read',
    'system:read',
  ],
  practitioner: [...everyone, ...frontDesk, 'appointment:overbook', 'clinical:read'],
  nurse: [...everyone, ...frontDesk, 'clinical:read'],
  receptionist: [...everyone, ...frontDesk, 'patient:archive', 'appointment:overbook'],
  billing: [...everyone, 'patient:read', 'appointment:read'],
  auditor: [...everyone, 'audit:read', 'user:read'],
};

const granted: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(rolePermissions).map(([role, list]) => [role, new Set<string>(list)]),
);

/** Whether the role holds the permission; an unknown role holds none. */
export const roleAllows = (role: string, permission: Permission): boolean =>
  granted.get(role)?.has(permission) ?? false;
