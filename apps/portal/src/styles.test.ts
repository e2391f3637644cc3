import { describe, expect, it } from 'vitest';

const sheets: Record<string, string> = import.meta.glob('./**/*.css', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const withoutComments = (sheet: string): string => sheet.replace(/\/\*[\s\S]*?\*\//g, '');

const others = Object.entries(sheets);

describe('the look of the pages', () => {
  it('finds its style sheets', () => {
    expect(others.filter(([, sheet]) => sheet.includes('{')).length).toBeGreaterThan(4);
  });

  it('names no colour outside the tokens', () => {
    const named = others.flatMap(([file, sheet]) =>
      [...withoutComments(sheet).matchAll(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi)].map(
        ([colour]) => `${file}: ${colour}`,
      ),
    );
    expect(named).toEqual([]);
  });

  it('turns with the reading direction: no left, no right', () => {
    const sided = others.flatMap(([file, sheet]) =>
      [
        ...withoutComments(sheet).matchAll(
          /(?:^|[\s;{])((?:margin|padding|border|inset)-(?:left|right)|left|right|width|height)\s*:/g,
        ),
      ].map(([, property]) => `${file}: ${property}`),
    );
    expect(sided).toEqual([]);
  });
});
