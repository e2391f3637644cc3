import type { User } from '@clinic/contracts';
import type { UserRow } from '@clinic/repositories';

/** A member of staff as others see them: nothing of what they prove themselves with. */
export const toUser = ({ passwordHash, ...row }: UserRow): User => ({
  id: row.id,
  version: row.version,
  email: row.email,
  displayName: row.displayName,
  role: row.role,
  isActive: row.isActive,
  hasMfa: row.hasMfa,
  isInvited: passwordHash === null,
});
