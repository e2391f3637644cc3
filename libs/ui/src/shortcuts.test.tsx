import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { KeyBar, KeyList, ShortcutsProvider, useShortcuts, type Shortcut } from './shortcuts.tsx';

const Page = ({ shortcuts }: { shortcuts: readonly Shortcut[] }) => {
  useShortcuts(shortcuts);
  return <input aria-label="field" />;
};

const page = (shortcuts: readonly Shortcut[], areSingleKeysOn = true) =>
  render(
    <ShortcutsProvider areSingleKeysOn={areSingleKeysOn}>
      <Page shortcuts={shortcuts} />
      <KeyBar label="keys" />
      <KeyList />
    </ShortcutsProvider>,
  );

const counting = (keys: string): { presses: () => number; shortcut: Shortcut } => {
  let count = 0;
  return { presses: () => count, shortcut: { keys, label: keys, run: () => void (count += 1) } };
};

describe('shortcuts', () => {
  it('run on their key, in either case, and on no other', async () => {
    const { presses, shortcut } = counting('a');
    page([shortcut]);
    await userEvent.keyboard('abA');
    expect(presses()).toBe(2);
  });

  it('never run inside a field, unless they are combinations', async () => {
    const [letter, combination] = [counting('a'), counting('Ctrl+k')];
    page([letter.shortcut, combination.shortcut]);
    await userEvent.click(screen.getByLabelText('field'));
    await userEvent.keyboard('a{Control>}k{/Control}');
    expect([letter.presses(), combination.presses()]).toEqual([0, 1]);
  });

  it('follow one another: G then C is not C', async () => {
    const [letter, sequence] = [counting('c'), counting('g c')];
    page([letter.shortcut, sequence.shortcut]);
    await userEvent.keyboard('gcc');
    expect([sequence.presses(), letter.presses()]).toEqual([1, 1]);
  });

  it('act once for a press however long the key is held, unless they walk', async () => {
    const [act, walk] = [counting('a'), counting('j')];
    page([act.shortcut, { ...walk.shortcut, canRepeat: true }]);
    await userEvent.keyboard('{a>4/}{j>4/}');
    expect([act.presses(), walk.presses()]).toEqual([1, 4]);
  });

  it('fall back to who says that there is nothing to do, whatever came first', async () => {
    const [undo, nothing] = [counting('u'), counting('u')];
    page([undo.shortcut, { ...nothing.shortcut, isFallback: true }]);
    await userEvent.keyboard('u');
    expect([undo.presses(), nothing.presses()]).toEqual([1, 0]);
  });

  it('can be switched off as far as they are single keys', async () => {
    const [letter, combination] = [counting('a'), counting('Alt+1')];
    page([letter.shortcut, combination.shortcut], false);
    await userEvent.keyboard('a{Alt>}1{/Alt}');
    expect([letter.presses(), combination.presses()]).toEqual([0, 1]);
  });

  it('leave the keys of a dialog to the dialog', async () => {
    const { presses, shortcut } = counting('a');
    page([shortcut]);
    const dialog = document.body.appendChild(document.createElement('div'));
    dialog.setAttribute('role', 'dialog');
    dialog.tabIndex = 0;
    dialog.focus();
    await userEvent.keyboard('a');
    dialog.remove();
    expect(presses()).toBe(0);
  });

  it('go with the component that asked for them', async () => {
    const { presses, shortcut } = counting('a');
    const { unmount } = page([shortcut]);
    unmount();
    await userEvent.keyboard('a');
    expect(presses()).toBe(0);
  });

  it('use the newest state of the page', async () => {
    const Counter = () => {
      const [count, setCount] = useState(0);
      useShortcuts([{ keys: 'a', label: 'more', run: () => setCount(count + 1) }]);
      return <output>{count}</output>;
    };
    render(
      <ShortcutsProvider>
        <Counter />
      </ShortcutsProvider>,
    );
    await userEvent.keyboard('aaa');
    expect(screen.getByRole('status')).toHaveTextContent('3');
  });

  it('stand in the bar only when they ask to, and always in the list', () => {
    page([
      { keys: 'j', shownAs: 'j k', label: 'Move', isInBar: true },
      { keys: 'k', label: 'Move' },
      { keys: 'x', label: 'Rare' },
    ]);
    expect(screen.getByLabelText('keys')).toHaveTextContent('JKMove');
    expect(screen.getByLabelText('keys')).not.toHaveTextContent('Rare');
    expect(screen.getByText('Rare')).toBeVisible();
    expect(screen.getAllByText('Move')).toHaveLength(2);
  });
});
