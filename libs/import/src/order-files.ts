/** What must be there before what: people and places before visits, visits before what was found at them. */
const ORDER = [
  /organi[sz]ations?\b/i,
  /(^|[^a-z])locations?\b/i,
  /practitioners?\b|(^|[^a-z])providers?\b/i,
  /practitioner_?-?roles?\b/i,
  /patients?\b/i,
  /appointments?\b/i,
  /encounters?\b/i,
  /allerg|conditions?\b|medication|observations?\b|immuni[sz]ation|procedures?\b|claims?\b|diagnostic|careplans?\b|devices?\b/i,
];

/** A name that tells nothing may hold everything: it stands with the patients. */
const UNKNOWN_RANK = 4;

const baseName = (path: string): string => path.replaceAll('\\', '/').split('/').at(-1) ?? path;

const rankOf = (path: string): number => {
  const rank = ORDER.findIndex((pattern) => pattern.test(baseName(path)));
  return rank < 0 ? UNKNOWN_RANK : rank;
};

/** The files of a folder in the order in which what they point at is there already; otherwise by name. */
export const orderFiles = (names: readonly string[]): string[] =>
  [...names].sort((one, other) => rankOf(one) - rankOf(other) || (one < other ? -1 : Number(one > other)));
