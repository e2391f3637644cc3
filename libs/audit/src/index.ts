export { createGroupCommit } from './group-commit.ts';
export type { GroupCommit } from './group-commit.ts';
