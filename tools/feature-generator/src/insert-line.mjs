/**
 * Puts lines before the one that matches, so that a new domain stands where the others are joined.
 * Throws where the place is not found: half a domain is worse than none.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ file: string, before: RegExp, lines: string }} insertion
 */
export const insertLine = (tree, { file, before, lines }) => {
  const text = tree.read(file, 'utf8');
  if (text === null) throw new Error(`${file} is not there`);
  const place = before.exec(text);
  if (!place) throw new Error(`${file} has no place for: ${lines}`);
  tree.write(file, text.slice(0, place.index) + lines + text.slice(place.index));
};
