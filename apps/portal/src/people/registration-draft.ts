/** What is known of someone before registration begins, in the form's own words. */
export type RegistrationDraft = Partial<Record<'familyName' | 'givenName' | 'birthDate' | 'phone', string>>;

/** Hands something from one screen to the next in memory: what was typed belongs neither in an address nor in the browser's history. */
export interface HandOver<T> {
  put: (value: T) => void;
  take: () => T | undefined;
}

export const createHandOver = <T>(): HandOver<T> => {
  let held: T | undefined;
  return {
    put: (value) => {
      held = value;
    },
    take: () => {
      const value = held;
      held = undefined;
      return value;
    },
  };
};

const isIsoDate = (word: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(word);
const isPhone = (word: string): boolean =>
  /^\+?[\d()/.-]+$/.test(word) && word.replace(/\D/g, '').length >= 5;
const hasDigit = (word: string): boolean => /\d/.test(word);

const capital = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1);

const namesOf = (text: string): RegistrationDraft => {
  const [beforeComma = '', afterComma] = text.split(',').map((part) => part.trim());
  if (afterComma) return { familyName: beforeComma, givenName: afterComma };
  const words = beforeComma.split(/\s+/).filter(Boolean);
  const familyName = words.at(-1);
  if (familyName === undefined) return {};
  const givenName = words.slice(0, -1).join(' ');
  return givenName === '' ? { familyName } : { familyName, givenName };
};

/**
 * Reads a search that found nobody as the start of a registration: `keelin obrennan 0711204419` is a given name, a
 * family name and a phone. Before a comma stands the family name. A lone number that is no phone says too little.
 */
export const draftFromSearch = (query: string): RegistrationDraft => {
  const words = query.trim().split(/\s+/).filter(Boolean);
  const birthDate = words.find(isIsoDate);
  const phone = words.filter((word) => !isIsoDate(word)).find(isPhone);
  const names = words.filter((word) => !hasDigit(word)).map(capital);
  return {
    ...namesOf(names.join(' ')),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(phone === undefined ? {} : { phone }),
  };
};
