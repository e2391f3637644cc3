const isSaid = ([, value]: [string, unknown]): boolean => value !== null && value !== undefined;

/** JSON sees an object as its fields in the order of their names, without those that say nothing. */
const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(isSaid)
          .sort(([one], [other]) => (one < other ? -1 : 1)),
      )
    : value;

/**
 * What was asked for by somebody who chose the id, in one spelling: the same id and the same body again are answered with
 * what they made, whatever became of it since; the same id with another body is refused. Null where no id was chosen.
 */
export const creationOf = (body: object): string | null =>
  'id' in body && body.id !== undefined ? JSON.stringify(body, inOrder) : null;
