import { render } from '@testing-library/react';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { english } from './english.ts';
import { Text, TextsProvider, useText, type Catalogue } from './texts-context.tsx';

const sources: Record<string, string> = import.meta.glob('../**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const files = Object.entries(sources)
  .map(([file, text]) => ({ file, text }))
  .filter(({ file }) => !file.includes('.test.') && !file.includes('/testing/'));

const hasWords = (text: string): boolean => /\p{L}{2,}/u.test(text);

/** Attributes whose text a person sees or hears. */
const spoken = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint', 'legend']);

const wordsOutside = ({ file, text }: { file: string; text: string }): string[] => {
  const found: string[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isJsxText(node) && hasWords(node.text)) found.push(`${file}: ${node.text.trim()}`);
    const isSpoken = ts.isJsxAttribute(node) && spoken.has(node.name.getText());
    if (
      isSpoken &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      hasWords(node.initializer.text)
    ) {
      found.push(`${file}: ${node.initializer.text}`);
    }
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
};

const Line = ({ count }: { count: number }) => <p>{useText()('today.overLimit', { count, limit: 30 })}</p>;

describe('the words of the portal', () => {
  it('stand in the catalogue and nowhere else', () => {
    expect(files.filter(({ file }) => file.endsWith('.tsx')).flatMap(wordsOutside)).toEqual([]);
  });

  it('are all used', () => {
    const code = files
      .filter(({ file }) => !file.startsWith('../texts/') && !file.startsWith('./'))
      .map(({ text }) => text)
      .join('\n');
    // A key may be put together from its beginning and a known end: `today.state.${state}`.
    const isUsed = (key: string): boolean => {
      const beginning = key.slice(0, key.lastIndexOf('.') + 1);
      const middle = /^(.*\.)[a-z-]+(\.[a-z]+)$/i.exec(key);
      return (
        code.includes(`'${key}'`) ||
        code.includes(`"${key}"`) ||
        code.includes(`\`${beginning}\${`) ||
        (middle !== null && code.includes(`\`${middle[1] ?? ''}\${`))
      );
    };
    expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('choose their form by the number', () => {
    const draw = (count: number): string | null =>
      render(
        <TextsProvider locale="en">
          <Line count={count} />
        </TextsProvider>,
      ).container.textContent;
    expect([draw(1), draw(1200)]).toEqual(['1 waits over 30 min', '1,200 wait over 30 min']);
  });

  it('speak another language when they are given one', () => {
    const german: Catalogue = {
      ...english,
      'today.overLimit': { one: '{count} wartet', other: '{count} warten' },
    };
    const { container } = render(
      <TextsProvider locale="de" catalogue={german}>
        <Line count={1200} />
      </TextsProvider>,
    );
    expect(container).toHaveTextContent('1.200 warten');
  });

  it('may hold bold parts and elements, and nothing else becomes markup', () => {
    const { container } = render(
      <TextsProvider locale="en">
        <Text
          of="today.nobodyWaits.next"
          values={{ time: '10:45', name: <bdi>{'<i>x</i>'}</bdi>, practitioner: 'Dr Osei' }}
        />
      </TextsProvider>,
    );
    expect(container.innerHTML).toBe(
      'Next: <b class="num">10:45</b> <bdi>&lt;i&gt;x&lt;/i&gt;</bdi> with Dr Osei.',
    );
  });
});
