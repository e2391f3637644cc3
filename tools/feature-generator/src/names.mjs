const capitalized = (word) => word.charAt(0).toUpperCase() + word.slice(1);

const pascal = (kebab) => kebab.split('-').map(capitalized).join('');

const camel = (kebab) => {
  const [first = '', ...rest] = kebab.split('-');
  return first + rest.map(capitalized).join('');
};

const words = (kebab) => kebab.replaceAll('-', ' ');

/** English enough for a start; `--singular` says it where this is wrong. */
const singularOf = (plural) => {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  if (/(s|x|z|ch|sh)es$/.test(plural)) return plural.slice(0, -2);
  if (plural.endsWith('s') && !plural.endsWith('ss')) return plural.slice(0, -1);
  throw new Error(`"${plural}" is not a plural with s: say the singular with --singular`);
};

/**
 * The forms in which a domain appears in code, SQL and sentences.
 * @param {string} plural kebab-case
 * @param {string} [given] the singular, where it is not the plural without s
 */
export const namesOf = (plural, given) => {
  const singular = given ?? singularOf(plural);
  if (singular === plural) throw new Error('The singular and the plural of a domain are two words');
  return {
    plural,
    singular,
    Plural: pascal(plural),
    Singular: pascal(singular),
    camelPlural: camel(plural),
    camelSingular: camel(singular),
    table: plural.replaceAll('-', '_'),
    title: capitalized(words(plural)),
    oneTitle: capitalized(words(singular)),
    one: words(singular),
    many: words(plural),
  };
};
