import { describe, expect, it } from 'vitest';
import { csvRecords } from './csv-records.ts';
import { collect, textPieces } from './testing.ts';

const read = async (text: string, size?: number) => {
  const records = await collect(csvRecords(textPieces(text, size), ','));
  return records.map((record) => ('cells' in record ? record.cells : record.broken));
};

describe('the records of a delimited text', () => {
  it('keeps line ends, commas and doubled quotes inside quoted cells', async () => {
    const text = 'a,"x\r\ny","say ""hi"", twice"\r\nb,c,d\r\n';
    for (const size of [1, 4, 1000])
      expect(await read(text, size)).toEqual([
        ['a', 'x\r\ny', 'say "hi", twice'],
        ['b', 'c', 'd'],
      ]);
  });

  it('counts a blank line as a record and a last line end as none', async () => {
    expect(await read('a,b\n\nc,d\n')).toEqual([['a', 'b'], [''], ['c', 'd']]);
    expect(await read('a,b\nc,d')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('reads the line ends of old Macintosh files', async () => {
    expect(await read('a,b\rc,d\r', 1000)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('ends a record at any line end outside quotes, mixed in one file as well', async () => {
    const text = 'a,b\nc,d\re,f\r\ng,"h\ri"\rj,"k"\r\nl,m\r\rn,o\r';
    for (const size of [1, 2, 3, 5, 1000])
      expect(await read(text, size)).toEqual([
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
        ['g', 'h\ri'],
        ['j', 'k'],
        ['l', 'm'],
        [''],
        ['n', 'o'],
      ]);
  });

  it('leaves a quote inside an unquoted cell as it is', async () => {
    expect(await read('a,5\'11",b\nc,d,e\n')).toEqual([
      ['a', '5\'11"', 'b'],
      ['c', 'd', 'e'],
    ]);
  });

  it('loses only the line of a quote that is never closed', async () => {
    const text = `a,b\n"broken,c\n${'d,e\n'.repeat(60)}f,g\n`;
    const records = await read(text, 64);
    expect(records.filter((record) => record === 'quote_not_closed')).toHaveLength(1);
    expect(records[1]).toBe('quote_not_closed');
    expect(records).toHaveLength(63);
    expect(records.at(-1)).toEqual(['f', 'g']);
  });

  it('goes on behind a stray quote even where megabytes follow it', async () => {
    const rows = 100_000;
    const records = await read(`"broken,c\n${'name,value\n'.repeat(rows)}`, 65_536);
    expect(records).toHaveLength(rows + 1);
    expect(records[0]).toBe('quote_not_closed');
  });

  it.each([
    ['of one line', 'x'.repeat(3_000_000)],
    ['of a picture in many lines', `${'QUJD'.repeat(19)}\r\n`.repeat(40_000)],
    ['of prose with commas', 'he said, ""come in"",\nand sat down\n'.repeat(100_000)],
  ])('gives up a cell %s that is larger than any record, and numbers what follows', async (_what, cell) => {
    for (const size of [65_536, 10_000_000]) {
      expect(await read(`a,b\n1,"${cell}"\n2,"x\ny"\n3,z`, size)).toEqual([
        ['a', 'b'],
        'record_too_large',
        ['2', 'x\ny'],
        ['3', 'z'],
      ]);
    }
  });

  it('gives up a line that is larger than any record, with or without quotes', async () => {
    const line = 'x'.repeat(2_000_000);
    const text = `a,b\n1,${line}\n2,"${line}",3\n4,"${line}`;
    expect(await read(text, 65_536)).toEqual([['a', 'b'], ...Array<string>(3).fill('record_too_large')]);
  });

  it('holds little of a cell that is as large as a disk', async () => {
    async function* endless(): AsyncGenerator<string> {
      yield 'a,b\n1,"';
      for (let count = 0; count < 200; count += 1) yield 'x'.repeat(1 << 20);
      yield '"\n2,y\n';
    }
    const records = await collect(csvRecords(endless(), ','));
    expect(records).toEqual([{ cells: ['a', 'b'] }, { broken: 'record_too_large' }, { cells: ['2', 'y'] }]);
  });

  it('sees by the next quoted cell that a quote before it was a slip, and loses its line alone', async () => {
    const text = 'a,b\n1,"open\n2,"c, d"\n"3","e ""f"""\n4,"g\nh"\n';
    for (const size of [1, 3, 1000]) {
      expect(await read(text, size)).toEqual([
        ['a', 'b'],
        'quote_not_closed',
        ['2', 'c, d'],
        ['3', 'e "f"'],
        ['4', 'g\nh'],
      ]);
    }
  });

  it('reads a quoted word at the start of a cell as the words they are', async () => {
    expect(await read('"Bob" Smith,x\n"a"\r\n')).toEqual([['"Bob" Smith', 'x'], ['a']]);
  });

  it('numbers records the same however the text is cut', async () => {
    const letters = ['a', '"', '""', ',', '\n', '\r\n', '\r', 'b c'];
    for (let seed = 1; seed <= 300; seed += 1) {
      let state = seed;
      const next = (): number => (state = (state * 48_271) % 2_147_483_647);
      const text = `x\n${Array.from({ length: 40 }, () => letters[next() % letters.length]).join('')}`;
      const whole = await read(text, 1000);
      expect(await read(text, 1), text).toEqual(whole);
      expect(await read(text, 7), text).toEqual(whole);
    }
  });
});
