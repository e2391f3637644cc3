import type { DemoPatient } from './demo-clinic.ts';

type Special = Partial<Pick<DemoPatient, 'givenName' | 'familyName' | 'sex' | 'language'>> & {
  /** Years before today; the same number with `sameDay` is the same birth date. */
  age: number;
  /** Shares birth date (`born`) and phone, address (`home`) with the person before. */
  shares?: readonly ('born' | 'home')[];
};

/**
 * People who are easily taken for one another, or hard to write: twins, relatives with one name, the same person registered twice,
 * single, very short and very long names.
 */
export const specialPatients: readonly Special[] = [
  { givenName: 'Leïla', familyName: 'Fournier-Haddad', sex: 'female', age: 6, language: 'fr' },
  {
    givenName: 'Lina',
    familyName: 'Fournier-Haddad',
    sex: 'female',
    age: 6,
    language: 'fr',
    shares: ['born', 'home'],
  },
  { givenName: 'Jaden', familyName: 'Booker', sex: 'male', age: 15, language: 'en' },
  {
    givenName: 'Jayden',
    familyName: 'Booker',
    sex: 'male',
    age: 15,
    language: 'en',
    shares: ['born', 'home'],
  },
  { givenName: 'John', familyName: 'Smith', sex: 'male', age: 62, language: 'en' },
  { givenName: 'Jon', familyName: 'Smyth', sex: 'male', age: 62, language: 'en', shares: ['born', 'home'] },
  { givenName: 'Maria', familyName: 'Garcia', sex: 'female', age: 34, language: 'es' },
  { givenName: 'María', familyName: 'García', sex: 'female', age: 57, language: 'es' },
  { givenName: 'Sibel', familyName: 'Çelik', sex: 'female', age: 45, language: 'tr' },
  { givenName: 'Sibel', familyName: 'Celik', sex: 'female', age: 45, language: 'tr', shares: ['born'] },
  { givenName: 'Wei', familyName: 'Chen', sex: 'male', age: 38, language: 'zh' },
  { givenName: 'Chen', familyName: 'Wei', sex: 'male', age: 38, language: 'zh', shares: ['born', 'home'] },
  { givenName: 'Robert', familyName: "O'Brien", sex: 'male', age: 71, language: 'en' },
  { givenName: 'Robert', familyName: "O'Brien", sex: 'male', age: 42, language: 'en', shares: ['home'] },
  { givenName: null, familyName: 'Sukarno', sex: 'male', age: 66, language: 'id' },
  { givenName: null, familyName: 'О', sex: 'female', age: 29, language: 'ru' },
  { givenName: 'E', familyName: 'U', sex: 'male', age: 51, language: 'ko' },
  {
    ...{ givenName: 'María de los Ángeles Inmaculada Concepción', sex: 'female', age: 72, language: 'es' },
    familyName: 'Castellanos de la Fontaine y Villaverde-Montenegro',
  },
  {
    ...{ givenName: 'Ratchadaphorn Kanokwanchanok Phatcharaporn', sex: 'female', age: 48, language: 'th' },
    familyName:
      'Srisuwannaratcharoensappaiboonwongsawatpanitchakul Na Ayutthaya Thepphasadin Suriyawongrattanakosin',
  },
];
