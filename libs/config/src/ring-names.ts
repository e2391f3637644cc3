/** One ring for each purpose: no key ever serves two. */
export const ringNames = [
  'FIELD_KEK',
  'INDEX_KEK',
  'JWT_KEY',
  'PEPPER',
  'LOGIN_INDEX',
  'AUDIT_KEY',
  'BACKUP_KEY',
] as const;

export type RingName = (typeof ringNames)[number];

/** The ring a variable belongs to, by its name. */
export const ringOfName = (name: string): RingName | undefined =>
  ringNames.find((ring) => name.startsWith(`${ring}_`));
