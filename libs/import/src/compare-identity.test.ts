import { describe, expect, it } from 'vitest';
import { compareIdentity, type PersonTraits } from './compare-identity.ts';
import { foldName } from './fold-name.ts';
import { isTypo } from './name-likeness.ts';
import { aPatient } from './testing.ts';

const phone = '+15558476640';
const address = { line: '1 Mill Lane', city: 'Boston', state: 'MA', postalCode: '02108', country: 'US' };
const chidi = aPatient({ phones: [phone], email: 'chidi@example.org', address });
const compare = (traits: Partial<PersonTraits>, base: PersonTraits = chidi) =>
  compareIdentity(base, { ...aPatient({}), ...traits });

describe('one person written twice', () => {
  it.each<[string, Partial<PersonTraits>]>([
    ['phone', { phones: [phone] }],
    ['e-mail', { email: 'CHIDI@example.org' }],
    ['address', { address }],
    ['phone without its country', { phones: ['555-847-6640'] }],
  ])('is the same by name, birth date and %s', (_trait, traits) => {
    expect(compare(traits).verdict).toBe('same');
  });

  it('is the same whatever the case, accents and punctuation of the name', () => {
    const base = aPatient({ familyName: "O'Péricourt-Łoś", givenName: 'Jean Luc', phones: [phone] });
    for (const [familyName, givenName] of [
      ['O’PERICOURT LOS', 'jean-luc'],
      ['opericourt łoś', 'Jeanluc'],
    ] as const)
      expect(compare({ familyName, givenName, phones: [phone] }, base).verdict).toBe('same');
  });

  it('needs another look where nothing bears name and birth date out', () => {
    expect(compare({ phones: ['+16175550110'], address: { ...address, line: '2 New Street' } }).verdict).toBe(
      'likely',
    );
    expect(compare({}).verdict).toBe('likely');
    expect(compare({ address, phones: ['+16175550110'] }).verdict).toBe('likely');
  });

  it('needs another look where an identifier contradicts', () => {
    const ssn = (value: string) => [{ system: 'http://hl7.org/fhir/sid/us-ssn', value }];
    const base = { ...chidi, identifiers: ssn('1') };
    expect(compare({ phones: [phone], identifiers: ssn('2') }, base).verdict).toBe('likely');
    expect(compare({ identifiers: ssn('1') }, base).verdict).toBe('same');
  });

  it.each<[string, Partial<PersonTraits>, string]>([
    ['letters changed places', { givenName: 'Cihdi' }, 'name_typo'],
    ['a letter is wrong', { familyName: 'Okafur' }, 'name_typo'],
    ['the names stand in each other’s column', { familyName: 'Chidi', givenName: 'Okafor' }, 'swapped_names'],
    ['a middle name was added', { givenName: 'Chidi Emeka' }, 'name_in_part'],
    ['the given name is a letter', { givenName: 'C.' }, 'name_in_part'],
  ])('is likely where %s', (_case, traits, reason) => {
    const { verdict, reasons } = compare({ ...traits, phones: [phone] });
    expect(verdict).toBe('likely');
    expect(reasons).toEqual([reason, 'same_birth_date', 'same_phone']);
  });

  it('is likely by a preferred or maiden name', () => {
    const base = aPatient({
      familyName: 'Roth',
      givenName: 'Elisabeth',
      otherNames: [
        { kind: 'preferred', name: 'Lisa' },
        { kind: 'maiden', name: 'Vogel' },
      ],
    });
    expect(compare({ familyName: 'Vogel', givenName: 'Lisa' }, base).verdict).toBe('likely');
  });

  it('is likely where the birth date has one slip and the phone agrees', () => {
    expect(compare({ birthDate: '1980-05-11', phones: [phone] }).verdict).toBe('likely');
    expect(compare({ birthDate: null, phones: [phone] }).verdict).toBe('likely');
    const base = aPatient({ birthDate: '1980-05-07', phones: [phone] });
    expect(compare({ birthDate: '1980-07-05', phones: [phone] }, base).verdict).toBe('likely');
  });

  it('is likely after a marriage', () => {
    expect(compare({ familyName: 'Bassey', phones: [phone] }).verdict).toBe('likely');
    expect(compare({ familyName: 'Bassey' }).verdict).toBe('different');
  });
});

describe('two people', () => {
  it('are twins: all the same but the given name', () => {
    for (const givenName of ['Emeka', 'Amaka', 'Obi'])
      expect(compare({ ...chidi, givenName }).verdict).toBe('different');
    const robbi = aPatient({ givenName: 'Robbi', phones: [phone] });
    expect(compare({ givenName: 'Robin', phones: [phone] }, robbi).verdict).toBe('different');
    const tim = aPatient({ givenName: 'Tim', phones: [phone] });
    expect(compare({ givenName: 'Kim', phones: [phone] }, tim).verdict).toBe('different');
  });

  it('are father and son: all the same but the birth date', () => {
    expect(compare({ ...chidi, birthDate: '2010-08-02' }).verdict).toBe('different');
  });

  it('share a name alone, or all but the name', () => {
    expect(compare({ birthDate: '1990-06-18' }).verdict).toBe('different');
    expect(compare({ birthDate: null }).verdict).toBe('different');
    expect(compare({ ...chidi, givenName: 'Ngozi', familyName: 'Bello' }).verdict).toBe('different');
  });
});

describe('the score', () => {
  it('orders look-alikes: the surer, the higher', () => {
    const scores = [
      compare({ phones: [phone], email: 'chidi@example.org', address }),
      compare({ phones: [phone] }),
      compare({}),
      compare({ givenName: 'Cihdi' }),
      compare({ birthDate: null }),
      compare({ familyName: 'Bello', givenName: 'Ngozi', birthDate: '1990-01-01' }),
    ].map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((one, other) => other - one));
    expect(new Set(scores).size).toBe(scores.length);
  });
});

describe('a typing error', () => {
  it('is one slip of the finger, not in the first letter and not in a short name', () => {
    for (const [one, other] of [
      ['brent', 'brnet'],
      ['anna', 'ana'],
      ['jon', 'john'],
      ['mihcael', 'michael'],
      ['okafor', 'okafur'],
    ] as const)
      expect(isTypo(one, other)).toBe(true);
    for (const [one, other] of [
      ['tim', 'kim'],
      ['mary', 'gary'],
      ['sam', 'sam'],
      ['anna', 'hannah'],
      ['robbi', 'robin'],
    ] as const)
      expect(isTypo(one, other)).toBe(false);
  });
});

describe('a folded name', () => {
  it.each([
    ["O'Brien", 'obrien'],
    ['Łoś-Đặng', 'los dang'],
    ['Straße', 'strasse'],
    ['Nguyễn  Văn', 'nguyen van'],
    ['강유미', '강유미'],
    ['MÜLLER', 'muller'],
  ])('of %s is %s', (name, folded) => {
    expect(foldName(name)).toBe(folded);
    expect(foldName(name.normalize('NFD'))).toBe(folded);
  });
});
