import { describe, expect, it } from 'vitest';

const sheets: Record<string, string> = import.meta.glob('./styles/*.css', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const tokens = Object.entries(sheets).find(([file]) => file.endsWith('/tokens.css'))?.[1] ?? '';
const others = Object.entries(sheets).filter(([file]) => !file.endsWith('/tokens.css'));

const withoutComments = (sheet: string): string => sheet.replace(/\/\*[\s\S]*?\*\//g, '');

/** The light and the dark value of a token. */
const pairOf = (name: string): [string, string] => {
  const found = new RegExp(`--${name}:\\s*light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
  if (!found?.[1] || !found[2]) throw new Error(`no token --${name}`);
  return [found[1], found[2]];
};

/** Relative luminance and contrast of WCAG 2.2. */
const luminance = (hex: string): number => {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
};

const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const pairs: readonly [text: string, ground: string, atLeast: number][] = [
  ...['paper', 'surface', 'raised', 'hover', 'selected'].flatMap((ground): [string, string, number][] => [
    ['ink', ground, 7],
    ['ink-2', ground, 7],
    ['ink-3', ground, 4.5],
    ['focus', ground, 3],
  ]),
  ['on-act', 'act', 7],
  ['on-danger', 'danger', 7],
  ['on-match', 'match', 7],
  ['line-control', 'surface', 3],
  ['line-control', 'paper', 3],
  ...['due', 'waiting', 'room', 'done', 'missed', 'unsent'].flatMap((state): [string, string, number][] => [
    [`${state}-text`, `${state}-tint`, 4.5],
    [`${state}-text`, 'surface', 4.5],
    [`${state}-mark`, 'surface', 3],
  ]),
];

describe('the look', () => {
  it('finds its style sheets', () => {
    expect(others.filter(([, sheet]) => sheet.includes('{')).length).toBeGreaterThan(3);
  });

  it.each(pairs)('%s on %s has contrast %s in both themes', (text, ground, atLeast) => {
    const [light, dark] = pairOf(text);
    const [lightGround, darkGround] = pairOf(ground);
    expect(contrast(light, lightGround)).toBeGreaterThanOrEqual(atLeast);
    expect(contrast(dark, darkGround)).toBeGreaterThanOrEqual(atLeast);
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
