import { describe, expect, it } from 'vitest';
import { PatientIndex } from './patient-index.ts';
import type { DateOrder, SearchDocument, SearchReason } from './search-document.ts';
import { aSearchDocument, numberedId, seededRandom } from './testing.ts';

const random = seededRandom(1);

const indexOf = (...people: Partial<SearchDocument>[]): PatientIndex => {
  const index = new PatientIndex();
  index.append(
    people.map((about, place) =>
      aSearchDocument({ id: numberedId(place, random), seenAtMs: -place, ...about }),
    ),
  );
  index.finishLoading();
  return index;
};

type Found = 'exact' | 'near' | 'no';

const find = (about: Partial<SearchDocument>, query: string, dateOrder: DateOrder = 'dmy'): Found => {
  const page = indexOf(about).search(query, { limit: 20, dateOrder });
  const [hit] = page.hits;
  if (!hit) return 'no';
  return hit.exact ? 'exact' : 'near';
};

const reasons = (about: Partial<SearchDocument>, query: string): SearchReason[] =>
  indexOf(about).search(query, { limit: 20, dateOrder: 'dmy' }).hits[0]?.reasons ?? [];

const name = (
  givenName: string | null,
  familyName: string,
  ...otherNames: string[]
): Partial<SearchDocument> => ({
  givenName,
  familyName,
  otherNames,
});

describe('words', () => {
  const maria = { ...name('Maria Luisa', 'García-López', 'Muñoz'), email: 'ml.garcia_84@Example.org' };
  it.each<[string, Found]>([
    ['maria', 'exact'],
    ['MARIA', 'exact'],
    ['garcia maria', 'exact'],
    ['lopez luisa garcia', 'exact'],
    ['García', 'exact'],
    ['garci\u0301a', 'exact'],
    ['arc', 'exact'],
    ['munoz', 'exact'],
    ['m', 'exact'],
    ['lo', 'exact'],
    ['ar', 'no'],
    ['z', 'no'],
    ['maria smith', 'no'],
    ['ml.garcia', 'exact'],
    ['garcia_84@ex', 'exact'],
    ['<ml.garcia_84@example.org>', 'exact'],
    ['example.org', 'exact'],
    ['@example', 'exact'],
    ['garcia@', 'no'],
    ['org', 'exact'],
    ['garcía-lópez', 'exact'],
    ['garcia,maria', 'exact'],
  ])('%s', (query, expected) => {
    expect(find(maria, query)).toBe(expected);
  });
});

describe('spellings', () => {
  it.each<[string, Partial<SearchDocument>, string, Found]>([
    ['ü', name('Anna', 'Müller'), 'muller', 'exact'],
    ['u for ü the other way', name('Anna', 'Muller'), 'Müller', 'exact'],
    ['apostrophe left out', name('Sean', "O'Brien"), 'obrien', 'exact'],
    ['apostrophe as a blank', name('Sean', "O'Brien"), 'o brien', 'exact'],
    ['apostrophe typed curly', name('Sean', "O'Brien"), 'o’brien', 'exact'],
    ['a blank stored, none typed', name('Sean', 'O Brien'), 'obrien', 'exact'],
    ['an accent used as apostrophe', name('Sean', 'O´Brien'), "o'brien", 'exact'],
    ['ł', name('Łukasz', 'Bąk'), 'lukasz bak', 'exact'],
    ['ø', name('Søren', 'Bjørn'), 'soren bjorn', 'exact'],
    ['đ', name('Vuk', 'Đorđević'), 'dordevic', 'exact'],
    ['æ', name('Æsa', 'Kjær'), 'aesa kjaer', 'exact'],
    ['þ and ð', name('Þórður', 'Jónsson'), 'thordur', 'exact'],
    ['dotless ı', name('Ilkay', 'Yılmaz'), 'yilmaz', 'exact'],
    ['dotted İ', name('İrem', 'Kaya'), 'irem', 'exact'],
    ['ß', name('Jan', 'Groß'), 'gross', 'exact'],
    ['Vietnamese', name('Ngọc', 'Nguyễn'), 'nguyen ngoc', 'exact'],
    ['final sigma', name('Γιώργος', 'Παπάς'), 'γιωργοσ παπασ', 'exact'],
    ['hyphen as a blank', name('Anna-Lena', 'Berg'), 'anna lena', 'exact'],
    ['no-break and zero-width', name('Ma\u200bria', 'del\u00a0Rio'), 'maria rio', 'exact'],
    ['full width', name('Ａｄａ', 'Ｋ'), 'ada', 'exact'],
    ['Han, family name', name('小龙', '李'), '李', 'exact'],
    ['Han, whole name in one', name('小龙', '李'), '李小龙', 'exact'],
    ['Han, given name', name('小龙', '李'), '小龙', 'exact'],
    ['Han, another', name('小龙', '李'), '王', 'no'],
    ['Hangul', name('철수', '김'), '김철수', 'exact'],
    ['Hangul is not matched by single letters', name('철수', '김'), 'ㄱ', 'no'],
    ['Arabic with vowel marks', name('مُحَمَّد', 'الأحمد'), 'محمد الاحمد', 'exact'],
    ['Hebrew with points', name('דָּוִד', 'לוי'), 'דוד', 'exact'],
    ['Cyrillic', name('Пётр', 'Иванов'), 'петр ИВАНОВ', 'exact'],
    ['a single name', name(null, 'Prince'), 'prince', 'exact'],
    ['a name of 200 letters', name('A', 'x'.repeat(199) + 'q'), 'x'.repeat(180), 'exact'],
    ['stop words of other searches', name('Will', 'An'), 'will an', 'exact'],
  ])('%s', (_what, about, query, expected) => {
    expect(find(about, query)).toBe(expected);
  });
});

describe('plain characters', () => {
  it.each<[string]>([
    ['%'],
    ['_'],
    ['*'],
    ['\\'],
    ['an%'],
    ['a_a'],
    ['ann*'],
    ['.'],
    ['-'],
    ['?'],
    ['( )'],
    ['😀'],
    ['#'],
    ['.*'],
    ['[a-z]'],
  ])('%s finds nobody that does not have it', (query) => {
    expect(find(name('Anna', 'Anders'), query)).toBe('no');
  });

  it('% and _ are found where they stand', () => {
    expect(find({ email: 'a_b%c@x.org' }, 'a_b%c@')).toBe('exact');
    expect(find(name('100%', 'Test'), '100%')).toBe('exact');
  });

  it.each([[''], ['   '], ['\t\n'], ['\u200b']])('nothing visible (%j) finds everybody', (query) => {
    expect(find({}, query)).toBe('exact');
  });
});

describe('phones', () => {
  const german = { phones: ['+4971122334471'], fileNumber: '9' };
  it.each<[string, Found]>([
    ['4471', 'exact'],
    ['3447', 'no'],
    ['+49 711 2233 4471', 'exact'],
    ['0711/2233-4471', 'exact'],
    ['(0711) 22 33 44 71', 'exact'],
    ['+49 (0)711 22334471', 'exact'],
    ['0049 711 22334471', 'exact'],
    ['4971122334471', 'exact'],
    ['71122334471', 'exact'],
    ['0711', 'exact'],
    ['0711 22', 'exact'],
    ['711', 'exact'],
    ['+49 711', 'exact'],
    ['+49', 'exact'],
    ['+43 711 22334471', 'no'],
    ['22334', 'exact'],
    ['٠٧١١ ٢٢٣٣', 'exact'],
    ['lovelace 4471', 'exact'],
    ['0711 22 33 lovelace', 'exact'],
    ['smith 4471', 'no'],
    ['0711 99', 'no'],
  ])('%s', (query, expected) => {
    expect(find(german, query)).toBe(expected);
  });

  it.each<[string, string, Found]>([
    ['(0711) 22 33 44', '+49 711 223344', 'exact'],
    ['0711 223344', '0711223344', 'exact'],
    ['+15550101234', '555-010-1234', 'exact'],
    ['+15550101234', '1 (555) 010-1234', 'exact'],
    ['1 555 010 1234', '+1 555 010 1234', 'exact'],
    ['(212) 555-0144', '12125550144', 'exact'],
    ['(212) 555-0144', '1-212-555-0144', 'exact'],
    ['(212) 555-0144', '1 212 555 0144', 'exact'],
    ['(212) 555-0144', '1212555014', 'no'],
    ['(212) 555-0144', '13125550144', 'no'],
    ['212.555.0144 x12', '0144', 'exact'],
    ['212.555.0144 ext. 12', '12125550144', 'exact'],
    ['0711 223344', '49711223344', 'exact'],
    ['0711 223344', '490711223344', 'exact'],
    ['022 33 44', '492233440', 'no'],
    ['+390612345678', '06 1234 5678', 'exact'],
    ['+390612345678', '+39 06 1234', 'exact'],
    ['+353861230084', '0084', 'exact'],
    ['+353861230000', '0000', 'exact'],
    ['0049 711 223344', '+49 711 2233', 'exact'],
    ['+353861234567', '0353', 'no'],
    ['+353861234567', '086 123', 'exact'],
  ])('stored %s, typed %s', (stored, typed, expected) => {
    expect(find({ phones: ['+441', stored] }, typed)).toBe(expected);
  });
});

describe('file numbers and identifiers', () => {
  it.each<[string, string, Found]>([
    ['10233', '#10233', 'exact'],
    ['10233', '10233', 'exact'],
    ['10233', '#0010233', 'exact'],
    ['0010233', '#10233', 'exact'],
    ['110233', '#10233', 'no'],
    ['102334', '#10233', 'no'],
    ['7', '#7', 'exact'],
    ['7', '7', 'exact'],
    ['70', '7', 'no'],
    ['P-0017', 'p-17', 'exact'],
    ['P-0017', 'P0017', 'exact'],
    ['P-0017', '#17', 'exact'],
    ['2024-0153', '2024-153', 'exact'],
    ['12-1984', '12-1984', 'exact'],
  ])('file %s, typed %s', (fileNumber, typed, expected) => {
    expect(find({ fileNumber }, typed)).toBe(expected);
  });

  it.each<[string, string, Found]>([
    ['943 476 5919', '9434765919', 'exact'],
    ['9434765919', '943 476 5919', 'exact'],
    ['AB123456C', 'ab 12 34 56 c', 'exact'],
    ['AB 12 34 56 C', 'AB123456C', 'exact'],
    ['AB123456C', 'b12345', 'exact'],
    ['9434765919', '5919', 'exact'],
    ['9434765919', '4765', 'no'],
    ['1EG4-TE5-MK73', '1eg4te5mk73', 'exact'],
    ['f3a2c1d0-1111-4222-8333-444455556666', 'f3a2c1d0-1111-4222-8333-444455556666', 'exact'],
  ])('identifier %s, typed %s', (identifier, typed, expected) => {
    expect(find({ identifiers: [identifier] }, typed)).toBe(expected);
  });
});

describe('birth dates', () => {
  const born = { birthDate: '1984-03-12', fileNumber: 'X' };
  it.each<[DateOrder, string, Found]>([
    ['dmy', '1984-03-12', 'exact'],
    ['mdy', '1984-03-12', 'exact'],
    ['dmy', '1984/3/12', 'exact'],
    ['dmy', '19840312', 'exact'],
    ['dmy', '12031984', 'exact'],
    ['dmy', '12/3/84', 'exact'],
    ['dmy', '12.03.1984', 'exact'],
    ['dmy', '12-3-1984', 'exact'],
    ['dmy', '12 3 84', 'exact'],
    ['dmy', '3/12/84', 'no'],
    ['mdy', '3/12/84', 'exact'],
    ['mdy', '12/3/84', 'no'],
    ['ymd', '84/3/12', 'exact'],
    ['ymd', '12/3/1984', 'exact'],
    ['dmy', '12 March 1984', 'exact'],
    ['mdy', 'march 12th, 1984', 'exact'],
    ['dmy', '12. März 1984', 'exact'],
    ['dmy', '12-Mar-84', 'exact'],
    ['dmy', 'mar 1984', 'exact'],
    ['dmy', '3/1984', 'exact'],
    ['dmy', '1984-03', 'exact'],
    ['dmy', '12 march', 'exact'],
    ['dmy', '12.3.', 'exact'],
    ['mdy', '3/12', 'exact'],
    ['dmy', '1984', 'exact'],
    ['dmy', '1985', 'no'],
    ['dmy', '84', 'no'],
    ['dmy', '31/2/84', 'no'],
    ['dmy', 'ada 1984', 'exact'],
    ['dmy', '1984 ada', 'exact'],
    ['dmy', 'ada 12/3/84', 'exact'],
    ['dmy', 'ada 12 march 1984 love', 'exact'],
    ['dmy', 'maria 1984', 'no'],
    ['dmy', 'ada 12 april 1984', 'no'],
  ])('%s: %s', (order, query, expected) => {
    expect(find(born, query, order)).toBe(expected);
  });

  it('a day beyond twelve leaves one reading in any order', () => {
    expect(find({ birthDate: '1984-03-25' }, '25/3/84', 'mdy')).toBe('exact');
    expect(find({ birthDate: '1984-03-25' }, '3/25/84', 'dmy')).toBe('exact');
  });

  it('two digits mean this century as well as the last', () => {
    expect(find({ birthDate: '2004-02-29' }, '29.2.04')).toBe('exact');
    expect(find({ birthDate: '1904-02-29' }, '29.2.04')).toBe('exact');
  });

  it('a date known in part is found by what is known', () => {
    expect(find({ birthDate: '1984' }, '1984')).toBe('exact');
    expect(find({ birthDate: '1984-03' }, 'march 1984')).toBe('exact');
    expect(find({ birthDate: '1984-03' }, '12.3.1984')).toBe('no');
    expect(find({ birthDate: null }, '1984')).toBe('no');
  });

  it('a month that is also a name is both', () => {
    const index = indexOf(
      { ...name('May', 'Wong'), birthDate: '1984-01-01' },
      { ...name('Tim', 'Bo'), birthDate: '1984-05-09' },
    );
    expect(index.search('may 1984', { limit: 9, dateOrder: 'dmy' }).hits).toHaveLength(2);
  });
});

describe('tolerance', () => {
  it.each<[string, string, Found]>([
    ['smyth', 'Smith', 'near'],
    ['smiht', 'Smith', 'near'],
    ['smit', 'Smith', 'exact'],
    ['smitth', 'Smith', 'near'],
    ['sith', 'Smith', 'near'],
    ['jonson', 'Johnson', 'near'],
    ['mayer', 'Meier', 'near'],
    ['stefen', 'Stephen', 'near'],
    ['filip', 'Phillip', 'near'],
    ['cathrin', 'Katherine', 'near'],
    ['mueller', 'Müller', 'near'],
    ['mohamed', 'Muhammad', 'near'],
    ['kovalsky', 'Kowalski', 'near'],
    ['alexandre', 'Alexander', 'near'],
    ['elaxander', 'Alexander', 'near'],
    ['иваноф', 'Иванов', 'near'],
    ['kim', 'Tim', 'no'],
    ['brown', 'Smith', 'no'],
    ['wolkenstein', 'Wo', 'no'],
  ])('%s for %s', (query, familyName, expected) => {
    expect(find(name(null, familyName), query)).toBe(expected);
  });

  it('stands below every exact hit, newest seen first in each tier', () => {
    const index = indexOf(name('A', 'Smith'), name('B', 'Smyth'), name('C', 'Smith'), name('D', 'Smythe'));
    const hits = index.search('smyth', { limit: 10, dateOrder: 'dmy' }).hits;
    expect(hits.map((hit) => [Number.parseInt(hit.id, 16), hit.exact])).toEqual([
      [1, true],
      [3, true],
      [0, false],
      [2, false],
    ]);
  });

  it('needs each word to match, be it near', () => {
    expect(find(name('John', 'Smith'), 'jonh smyth')).toBe('near');
    expect(find(name('John', 'Smith'), 'jonh brown')).toBe('no');
    expect(find({ ...name('John', 'Smith'), birthDate: '1984-01-01' }, 'smyth 1984')).toBe('near');
    expect(find({ ...name('John', 'Smith'), birthDate: '1984-01-01' }, 'smyth 1985')).toBe('no');
    expect(find({ ...name('John', 'Smith'), email: 'boss@example.org' }, 'smyth boss@example.org')).toBe(
      'near',
    );
  });
});

describe('reasons', () => {
  const person = {
    ...name('Katherine', 'Müller'),
    birthDate: '1984-03-12',
    phones: ['+4971122334471'],
    email: 'kath@example.org',
    fileNumber: '0010233',
    identifiers: ['AB123456C'],
  };
  it.each<[string, SearchReason[]]>([
    ['Mül', [{ kind: 'name', term: 'mul' }]],
    ['4471', [{ kind: 'phone', term: '4471' }]],
    ['0711 22 33', [{ kind: 'phone', term: '07112233' }]],
    ['kath@ex', [{ kind: 'email', term: 'kath@ex' }]],
    ['#10233', [{ kind: 'fileNumber', term: '10233' }]],
    ['ab 12 34 56 c', [{ kind: 'identifier', term: 'ab123456c' }]],
    ['12.3.84', [{ kind: 'birthDate', term: '1984-03-12' }]],
    ['catherine', [{ kind: 'sound', term: 'katherine' }]],
    ['katherime', [{ kind: 'typo', term: 'katherine' }]],
    [
      'mul 1984',
      [
        { kind: 'name', term: 'mul' },
        { kind: 'birthDate', term: '1984' },
      ],
    ],
    ['', []],
  ])('%s', (query, expected) => {
    expect(reasons(person, query)).toEqual(expected);
  });
});

describe('odd queries', () => {
  it.each([
    ['a very long one', 'maria '.repeat(10_000)],
    ['one very long word', 'x'.repeat(100_000)],
    ['digits without end', '1 '.repeat(5000)],
    ['brackets', '((((((((((a+)+)+)+)+)+)'.repeat(100)],
    ['lone surrogates', '\ud800 \udc00 maria'],
    ['marks alone', '\u0301\u0302'],
    ['control characters', '\u0001\u0002\u0003'],
    ['one ligature that unfolds', 'ﷺ'.repeat(200)],
  ])('%s give an answer', (_what, query) => {
    expect(indexOf({}).search(query, { limit: 5, dateOrder: 'mdy' }).complete).toBe(true);
  });

  it('does not look at more than eight words', () => {
    expect(find(name('A B C D', 'E F G H'), 'a b c d e f g h nobody')).toBe('exact');
  });
});
