import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShortcutsProvider } from './shortcuts.tsx';
import { ToastProvider, useToast, type ToastMessage } from './toast.tsx';

const Desk = ({ messages }: { messages: readonly ToastMessage[] }) => {
  const toast = useToast();
  return messages.map((message, index) => (
    <button key={index} onClick={() => toast.show(message)}>
      {`show ${index}`}
    </button>
  ));
};

const show = (...messages: ToastMessage[]): void => {
  render(
    <ShortcutsProvider>
      <ToastProvider>
        <Desk messages={messages} />
      </ToastProvider>
    </ShortcutsProvider>,
  );
};

const press = (name: string): void => void fireEvent.click(screen.getByRole('button', { name }));
const pass = (seconds: number): void => act(() => void vi.advanceTimersByTime(seconds * 1000));

describe('a toast', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('stays ten seconds and goes by itself', () => {
    show({ text: 'Li, Jo is done.' });
    press('show 0');
    pass(9.9);
    expect(screen.getByText('Li, Jo is done.')).toBeVisible();
    pass(0.2);
    expect(screen.queryByText('Li, Jo is done.')).not.toBeInTheDocument();
  });

  it('waits while someone looks at it', () => {
    show({ text: 'Done' });
    press('show 0');
    const toast = screen.getByText('Done');
    fireEvent.pointerEnter(toast.closest('.toast') ?? toast);
    pass(60);
    expect(screen.getByText('Done')).toBeVisible();
    fireEvent.pointerLeave(toast.closest('.toast') ?? toast);
    pass(10);
    expect(screen.queryByText('Done')).not.toBeInTheDocument();
  });

  it('gives its place to the next one', () => {
    show({ text: 'first' }, { text: 'second' });
    press('show 0');
    press('show 1');
    expect(screen.queryByText('first')).not.toBeInTheDocument();
    expect(screen.getByText('second')).toBeVisible();
  });

  it('takes back what was done, by button or by key, once', () => {
    const undo = vi.fn();
    show({ text: 'Done', undo: { label: 'Undo', keys: 'u', run: undo } });
    press('show 0');
    fireEvent.keyDown(document.body, { key: 'u' });
    fireEvent.keyDown(document.body, { key: 'u' });
    expect(undo).toHaveBeenCalledTimes(1);
    press('show 0');
    press('Undo');
    expect(undo).toHaveBeenCalledTimes(2);
    expect(screen.queryByText('Done')).not.toBeInTheDocument();
  });
});
