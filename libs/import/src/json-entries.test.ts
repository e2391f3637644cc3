import { describe, expect, it } from 'vitest';
import { JsonEntrySplitter } from './json-entries.ts';

const split = (text: string, size: number) => {
  const splitter = new JsonEntrySplitter();
  const elements = [];
  for (let start = 0; start < text.length; start += size)
    elements.push(...splitter.push(text.slice(start, start + size)));
  return [...elements, ...splitter.end()];
};

const parsed = (text: string, size: number): unknown[] =>
  split(text, size).map(({ text: json }) => JSON.parse(json ?? 'null'));

describe('the entries of a Bundle that arrives in pieces', () => {
  const entries = [
    { resource: { id: 'a', note: 'brackets ] } in "text" \\' } },
    { resource: { id: 'b', entry: [{ deep: [1, [2]] }] } },
  ];

  it('cuts out each entry, wherever the pieces end', () => {
    const text = JSON.stringify({ resourceType: 'Bundle', link: [{ url: 'x' }], entry: entries, total: 2 });
    for (const size of [1, 2, 5, 64, 10_000]) expect(parsed(text, size)).toEqual(entries);
  });

  it('reads an indented Bundle and one whose type stands behind its entries', () => {
    expect(parsed(JSON.stringify({ entry: entries, resourceType: 'Bundle' }, null, 2), 13)).toEqual(entries);
  });

  it('cuts a list of resources and hands a single resource over whole', () => {
    expect(parsed(JSON.stringify(entries), 3)).toEqual(entries);
    const single = { resourceType: 'Patient', contact: [{ entry: 1 }] };
    expect(split(JSON.stringify(single, null, 1), 9)).toEqual([
      { text: JSON.stringify(single, null, 1), whole: true },
    ]);
  });

  it('answers an empty Bundle with nothing and a cut-off one with something broken', () => {
    expect(split('{"resourceType":"Bundle","entry":[]}', 8)).toEqual([]);
    const cut = JSON.stringify({ entry: entries }).slice(0, -30);
    expect(split(cut, 16).at(-1)).toEqual({ text: '' });
  });

  it('answers every element, those that are no objects as well, wherever the pieces end', () => {
    const text = '{"entry": [ {"a":1} , null,"x, ] \\"", -1.5 ,[2],true ], "total":1}';
    for (const size of [1, 2, 3, 7, 1000])
      expect(split(text, size).map((element) => element.text?.trim())).toEqual([
        '{"a":1}',
        'null',
        '"x, ] \\""',
        '-1.5',
        '[2]',
        'true',
      ]);
  });

  it('answers something broken for an element that is missing or runs into the next', () => {
    const texts = split('[{"a":1},,null {"b":1}]', 1).map(({ text }) => text?.trim());
    expect(texts).toEqual(['{"a":1}', '', 'null', '{"b":1}']);
  });

  it('lets an entry go that is larger than any resource and reads the next', () => {
    const text = `{"entry":[{"a":"${'x'.repeat((1 << 24) + 10)}"},{"b":1}]}`;
    expect(split(text, 1 << 20)).toEqual([{ text: null }, { text: '{"b":1}' }]);
  });
});
