import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText } from './clean-text.ts';
import { readEmail } from './email-address.ts';
import { Findings } from './import-codes.ts';
import { readName } from './person-name.ts';
import { readPhones } from './phone-number.ts';
import { readAddress } from './postal-address.ts';
import { readSex } from './sex-word.ts';

/** What was read, and what was noted with it. */
const noting = <Value>(read: (findings: Findings) => Value): [Value, ...string[]] => {
  const findings = new Findings();
  const value = read(findings);
  return [value, ...findings.warnings, ...findings.rejections];
};

const nameOf = (typed: { given?: string; family?: string }) =>
  noting((findings) => readName({ given: '', middle: '', family: '', full: '', ...typed }, findings));

describe('a name that would be shown as another', () => {
  it.each([
    ['\u202eaidA\u202c Byron', 'aidA Byron'],
    ['Ada\u2066 Byron\u2069', 'Ada Byron'],
    ['A\u0007da\u009f By\u007fron', 'Ada Byron'],
  ])('loses what makes it so, with a warning: %j', (family, familyName) => {
    expect(nameOf({ family, given: 'X' })).toEqual([
      { familyName, givenName: 'X' },
      'control_character_removed',
    ]);
  });

  it('is none where nothing of it can be seen', () => {
    expect(nameOf({ family: '\u3164' })).toEqual([null, 'name_missing']);
    expect(nameOf({ family: '\u202e\u202c', given: 'Ada' })[0]).toEqual({
      familyName: 'Ada',
      givenName: null,
    });
  });

  it('keeps the joiners that belong to its spelling, without a warning', () => {
    expect(nameOf({ family: 'محمد\u200cرضا' })).toEqual([{ familyName: 'محمد\u200cرضا', givenName: null }]);
  });
});

describe('text of a cell', () => {
  const clean = (cell: string) => noting((findings) => cleanText(cell, findings));

  it('is trimmed of every kind of blank and of marks nobody sees', () => {
    for (const cell of ['  Suzi  ', 'Suzi\u00a0', '\u200bSuzi', 'Suzi\t', '\u202aSuzi\u202c', '\ufeffSuzi'])
      expect(clean(cell)).toEqual(['Suzi']);
  });

  it('is stored composed', () => {
    expect(clean('Mu\u0308ller')).toEqual(['Müller']);
  });

  it('loses NUL and half characters, with a warning', () => {
    expect(clean('Now\0ak')).toEqual(['Nowak', 'control_character_removed']);
    expect(clean('Now\ud83dak')).toEqual(['Nowak', 'control_character_removed']);
  });

  it('is mended where UTF-8 was read as CP1252, once or twice', () => {
    expect(clean('TreviÃ±o')).toEqual(['Treviño', 'mojibake_repaired']);
    expect(clean('Oâ€™Brien')).toEqual(['O’Brien', 'mojibake_repaired']);
    expect(clean('TreviÃƒÂ±o')).toEqual(['Treviño', 'mojibake_repaired']);
  });

  it.each(['São João', 'Ångström', 'Âme', 'José Núñez', 'Ñandú', 'Đặng', '李', 'منير', 'محمد\u200cرضا'])(
    'leaves %s as it is',
    (name) => {
      expect(clean(name)).toEqual([name]);
    },
  );

  it('keeps what is hostile in it, word for word', () => {
    for (const note of [
      '=HYPERLINK("http://evil.example","x")',
      '<script>alert(1)</script>',
      "Robert'); DROP TABLE patients;--",
    ])
      expect(clean(note)).toEqual([note]);
  });

  it('keeps line ends, but not in what is one line', () => {
    expect(clean('Suite 42\r\n2nd floor')).toEqual(['Suite 42\n2nd floor']);
    expect(cleanLine('Anna\u00a0 \n Maria', new Findings())).toBe('Anna Maria');
  });
});

describe('names', () => {
  const name = (typed: { given?: string; middle?: string; family?: string; full?: string }) =>
    noting((findings) => readName({ given: '', middle: '', family: '', full: '', ...typed }, findings));

  it('takes a single name, wherever it stands, for the family name', () => {
    expect(name({ given: 'Lola' })).toEqual([{ familyName: 'Lola', givenName: null }]);
    expect(name({ family: '慎太郎' })).toEqual([{ familyName: '慎太郎', givenName: null }]);
    expect(name({ full: 'Sindbad' })).toEqual([{ familyName: 'Sindbad', givenName: null }]);
  });

  it('divides "Last, First" in one cell', () => {
    expect(name({ family: 'von Fischer, Paul Vinzent' })).toEqual([
      { familyName: 'von Fischer', givenName: 'Paul Vinzent' },
      'name_split',
    ]);
    expect(name({ full: 'Ana de la Cruz' })).toEqual([
      { familyName: 'de la Cruz', givenName: 'Ana' },
      'name_split',
    ]);
    expect(name({ family: 'Smith, Jr.' })).toEqual([{ familyName: 'Smith, Jr.', givenName: null }]);
  });

  it('adds a middle name to the given name', () => {
    expect(name({ given: 'Ada', middle: 'M', family: 'Byron' })).toEqual([
      { familyName: 'Byron', givenName: 'Ada M' },
    ]);
  });

  it('refuses no name and one of 201 letters, and takes 200', () => {
    expect(name({ given: ' ' })).toEqual([null, 'name_missing']);
    expect(name({ family: 'x'.repeat(201) })).toEqual([null, 'name_too_long']);
    expect(name({ family: 'y'.repeat(200) })[1]).toBeUndefined();
  });

  it('warns of trial records and of nobody else', () => {
    for (const [given, family] of [
      ['TEST', 'TEST'],
      ['Do', 'Not Use'],
      ['Mickey', 'Mouse'],
      ['Test', 'Patient'],
    ] as const)
      expect(name({ given, family })[1]).toBe('possible_test_record');
    for (const [given, family] of [
      ['Testa', 'Rossi'],
      ['Max', 'Mustermann'],
      ['Minnie', 'Driver'],
    ] as const)
      expect(name({ given, family })[1]).toBeUndefined();
  });
});

describe('phone numbers', () => {
  const phones = (country: string, ...cells: string[]) =>
    noting((findings) => readPhones(cells, country, findings));

  it.each([
    '555-847-6640',
    '(555) 847-6640',
    '555.847.6640',
    '+1 555 847 6640',
    '15558476640',
    '5558476640.0',
    "'5558476640",
    'tel:+1-555-847-6640',
  ])('reads %s by the country of the clinic', (cell) => {
    expect(phones('US', cell)).toEqual([{ phones: ['+15558476640'], phoneExtension: null }]);
  });

  it('reads ten digits of North America as the library does, whatever stands between them', () => {
    let state = 7;
    const digit = (from: number): number => from + ((state = (state * 48_271) % 2_147_483_647) % (10 - from));
    for (let count = 0; count < 500; count += 1) {
      const [area, exchange] = [0, 1].map(() => `${digit(2)}${digit(0)}${digit(0)}`);
      const line = `${digit(0)}${digit(0)}${digit(0)}${digit(0)}`;
      for (const text of [
        `${area}${exchange}${line}`,
        `(${area}) ${exchange}-${line}`,
        `${area}.${exchange} ${line}`,
      ]) {
        for (const defaultCountry of ['US', 'CA'] as const) {
          const parsed = parsePhoneNumberFromString(text, { defaultCountry, extract: false });
          expect(parsed?.isPossible()).toBe(true);
          expect(phones(defaultCountry, text)).toEqual([{ phones: [parsed?.number], phoneExtension: null }]);
        }
      }
    }
  });

  it('reads a national number of another country', () => {
    expect(phones('DE', '030 901820')[0].phones).toEqual(['+4930901820']);
    expect(phones('GB', '020 7946 0958', '+49 30 901820')[0].phones).toEqual([
      '+442079460958',
      '+4930901820',
    ]);
  });

  it('keeps an extension beside its number', () => {
    for (const cell of ['555-238-7327 x12', '555-238-7327 ext. 12'])
      expect(phones('US', cell)).toEqual([{ phones: ['+15552387327'], phoneExtension: '12' }]);
  });

  it('knows that digits Excel dropped are gone', () => {
    expect(phones('US', '5.56E+09')).toEqual([{ phones: [], phoneExtension: null }, 'phone_unrecoverable']);
  });

  it('takes placeholders for no number', () => {
    for (const cell of ['none', 'n/a', '-', '0000000000'])
      expect(phones('US', cell)[1]).toBe('phone_missing');
  });

  it('keeps a number that is none of the country as typed', () => {
    expect(phones('US', '12345 ring twice')).toEqual([
      { phones: ['12345 ring twice'], phoneExtension: null },
      'phone_not_understood',
    ]);
  });

  it('finds several numbers in one cell and tells equal ones once', () => {
    expect(phones('US', '555-847-6640; 555-238-7327', '(555) 847-6640')[0].phones).toEqual([
      '+15558476640',
      '+15552387327',
    ]);
  });
});

describe('e-mail addresses', () => {
  const email = (...cells: string[]) => noting((findings) => readEmail(cells, findings));

  it.each([
    ['UPPER@EXAMPLE.ORG', 'upper@example.org'],
    [' spaced@example.org ', 'spaced@example.org'],
    ['mailto:link@example.org', 'link@example.org'],
    ['Ada Byron <ada@example.org>', 'ada@example.org'],
    ["o'brien+x@sub.example.co.uk", "o'brien+x@sub.example.co.uk"],
    ['jörg@müller.example', 'jörg@müller.example'],
  ])('reads %s', (cell, expected) => {
    expect(email(cell)).toEqual([expected]);
  });

  it('takes the first of two and says so', () => {
    expect(email('two@example.org; second@example.org')).toEqual(['two@example.org', 'second_email_ignored']);
    expect(email('two@example.org', 'TWO@example.org')).toEqual(['two@example.org']);
  });

  it.each([
    'no-at-sign.example.org',
    'dot@example.org.',
    'a@b',
    'two@@example.org',
    'a b@example.org',
    'a@example..org',
  ])('refuses %s', (cell) => {
    expect(email(cell)[1]).toBe('email_invalid');
  });

  it('takes placeholders for no address, without a word', () => {
    for (const cell of ['n/a', 'none', '', '-']) expect(email(cell)).toEqual([null]);
  });
});

describe('sex', () => {
  it.each([
    ['M', 'male'],
    ['m ', 'male'],
    ['Male', 'male'],
    ['männlich', 'male'],
    ['FEMALE', 'female'],
    ['woman', 'female'],
    ['w', 'female'],
    ['X', 'other'],
    ['divers', 'other'],
    ['U', 'unknown'],
    ['', 'unknown'],
  ])('reads %j as %s', (cell, sex) => {
    expect(noting((findings) => readSex(cell, findings))).toEqual([sex]);
  });

  it('does not guess figures', () => {
    for (const cell of ['0', '1'])
      expect(noting((findings) => readSex(cell, findings))).toEqual(['unknown', 'sex_not_understood']);
  });
});

describe('addresses', () => {
  const address = (typed: Record<string, string>, clinic = 'US') =>
    noting((findings) =>
      readAddress({ line: '', city: '', state: '', postalCode: '', country: '', ...typed }, clinic, findings),
    );

  it('gives a ZIP code its zero back where the state has one', () => {
    expect(address({ postalCode: '2493', state: 'MA' })).toMatchObject([
      { postalCode: '02493' },
      'postal_code_zero_restored',
    ]);
    expect(address({ postalCode: '2493-0012', state: 'Massachusetts' })[0]?.postalCode).toBe('02493-0012');
    expect(address({ postalCode: '2493', state: 'NSW', country: 'Australia' })).toMatchObject([
      { postalCode: '2493', country: 'AU' },
    ]);
    expect(address({ postalCode: '2493', state: 'KS' })).toMatchObject([{ postalCode: '2493' }]);
    expect(address({ postalCode: '1067' }, 'DE')[0]?.postalCode).toBe('01067');
    expect(address({ postalCode: '1010' }, 'AT')[0]?.postalCode).toBe('1010');
  });

  it('stands in the clinic’s country where it names none, and understands names of countries', () => {
    expect(address({ city: 'Boston' })[0]?.country).toBe('US');
    for (const country of ['Germany', 'Deutschland', 'DE', 'Allemagne'])
      expect(address({ country })[0]?.country).toBe('DE');
    expect(address({ city: 'Boston', country: 'Narnia' })).toMatchObject([
      { country: null },
      'country_not_understood',
    ]);
  });

  it('is null where nothing of it is known', () => {
    expect(address({})).toEqual([null]);
  });
});
