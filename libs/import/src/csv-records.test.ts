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
  });
});
