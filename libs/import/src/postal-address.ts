import { getCountries } from 'libphonenumber-js/min';
import { limitText } from './clean-text.ts';
import type { Findings } from './import-codes.ts';
import type { ImportedAddress } from './imported-records.ts';

export type TypedAddress = {
  line: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
};

const foldCountry = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');

const OTHER_NAMES: [string, string][] = [
  ['usa', 'US'],
  ['unitedstatesofamerica', 'US'],
  ['uk', 'GB'],
  ['greatbritain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['holland', 'NL'],
  ['deu', 'DE'],
  ['aut', 'AT'],
  ['che', 'CH'],
  ['gbr', 'GB'],
  ['can', 'CA'],
  ['aus', 'AU'],
];

/** Names of countries in the languages of the columns understood, and in the country's codes. */
const countryByName = new Map<string, string>([
  ...['en', 'de', 'fr', 'es'].flatMap((locale) => {
    const names = new Intl.DisplayNames([locale], { type: 'region' });
    return getCountries().map((code): [string, string] => [foldCountry(names.of(code) ?? code), code]);
  }),
  ...getCountries().map((code): [string, string] => [code.toLowerCase(), code]),
  ...OTHER_NAMES,
]);

const readCountry = (typed: string, findings: Findings): string | null => {
  if (typed.length === 0) return null;
  const code = countryByName.get(foldCountry(typed));
  if (code === undefined) findings.warn('country_not_understood');
  return code ?? null;
};

/** States and territories of the US whose ZIP codes begin with 0 (USPS Publication 65, ZIP code prefixes 005 to 098). */
const ZERO_STATES =
  /^(CT|MA|ME|NH|NJ|RI|VT|PR|VI|AE|Connecticut|Massachusetts|Maine|New Hampshire|New Jersey|Rhode Island|Vermont|Puerto Rico)$/i;

const hasLostZero = (address: { postalCode: string; state: string; country: string | null }): boolean => {
  if (address.country === 'US')
    return /^\d{3,4}(-\d{4})?$/.test(address.postalCode) && ZERO_STATES.test(address.state);
  return address.country === 'DE' && /^\d{4}$/.test(address.postalCode);
};

/** A spreadsheet takes 02139 for a number and drops the zero; state (US) or length (Germany) tells. */
const readPostalCode = (typed: TypedAddress, country: string | null, findings: Findings): string => {
  const postalCode = typed.postalCode.replace(/^'/, '').replace(/^(\d{3,})\.0+$/, '$1');
  if (!hasLostZero({ postalCode, state: typed.state, country })) return postalCode;
  findings.warn('postal_code_zero_restored');
  const [start = '', end] = postalCode.split('-');
  return end === undefined ? start.padStart(5, '0') : `${start.padStart(5, '0')}-${end}`;
};

const LONGEST_TEXT = 500;

/** The address of a person, or null where nothing of it is known. Without a country it is in the clinic's own. */
export const readAddress = (
  typed: TypedAddress,
  clinicCountry: string,
  findings: Findings,
): ImportedAddress | null => {
  const isEmpty = Object.values(typed).every((part) => part.length === 0);
  if (isEmpty) return null;
  const country = typed.country.length === 0 ? clinicCountry : readCountry(typed.country, findings);
  return {
    line: limitText(typed.line, LONGEST_TEXT, findings),
    city: limitText(typed.city, LONGEST_TEXT, findings),
    state: limitText(typed.state, LONGEST_TEXT, findings),
    postalCode: limitText(readPostalCode(typed, country, findings), LONGEST_TEXT, findings),
    country,
  };
};
