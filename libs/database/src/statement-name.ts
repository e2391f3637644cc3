import { createHash } from 'node:crypto';

/**
 * Gives each statement's text a short name, so that a connection plans it once. Statements are constants of the
 * program, so the memory is bounded by the program's size.
 */
export const createStatementNames = (): ((text: string) => string) => {
  const names = new Map<string, string>();
  return (text) => {
    let name = names.get(text);
    if (name === undefined) {
      name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
      names.set(text, name);
    }
    return name;
  };
};
