import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { Button } from './button.tsx';
import { Combobox } from './combobox.tsx';
import { Dialog } from './dialog.tsx';
import { PasswordField, TextField } from './field.tsx';
import { Menu } from './menu.tsx';
import { Segmented, Select } from './select.tsx';
import { LoadingRows } from './states.tsx';
import { Tabs } from './tabs.tsx';
import { WaitRuler } from './wait-ruler.tsx';

describe('a button', () => {
  it('says why it cannot be pressed, and stays reachable', async () => {
    const run = vi.fn();
    render(
      <Button onClick={run} disabledReason="Needs a line to the server.">
        Sign
      </Button>,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Sign' }));
    expect(run).not.toHaveBeenCalled();
    expect(screen.getByRole('button')).toHaveAttribute('title', 'Needs a line to the server.');
    expect(screen.getByRole('button')).toHaveFocus();
  });

  it('submits nothing while it works', async () => {
    const submit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
    render(
      <form onSubmit={submit}>
        <Button type="submit" busyLabel="Signing…">
          Sign
        </Button>
      </form>,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Signing…' }));
    expect(submit).not.toHaveBeenCalled();
  });

  it('that acts takes a double click for one press; one that only steps takes both', async () => {
    const [act, step] = [vi.fn(), vi.fn()];
    render(
      <>
        <Button kind="primary" onClick={act}>
          Book
        </Button>
        <Button onClick={step}>Next day</Button>
      </>,
    );
    await userEvent.dblClick(screen.getByRole('button', { name: 'Book' }));
    await userEvent.dblClick(screen.getByRole('button', { name: 'Next day' }));
    expect(act).toHaveBeenCalledTimes(1);
    expect(step).toHaveBeenCalledTimes(2);
  });

  it('sends its form once for a double click', async () => {
    const submit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
    render(
      <form onSubmit={submit}>
        <Button type="submit">Sign</Button>
      </form>,
    );
    await userEvent.dblClick(screen.getByRole('button', { name: 'Sign' }));
    expect(submit).toHaveBeenCalledTimes(1);
  });

  it('tells its key to screen readers and does not read the caps out', () => {
    render(<Button keys="Ctrl+Enter">Keep</Button>);
    expect(screen.getByRole('button', { name: 'Keep' })).toHaveAttribute('aria-keyshortcuts', 'Ctrl+Enter');
  });
});

describe('a field', () => {
  it('ties its hint to its control, and its error in place of it', () => {
    const { rerender } = render(<TextField label="Phone" hint="As the patient says it" />);
    expect(screen.getByLabelText('Phone')).toHaveAccessibleDescription('As the patient says it');
    rerender(<TextField label="Phone" hint="As the patient says it" error="Too short" />);
    expect(screen.getByLabelText('Phone')).toHaveAccessibleDescription('Too short');
    expect(screen.getByLabelText('Phone')).toBeInvalid();
  });

  it('shows and hides a password', async () => {
    render(<PasswordField label="Password" showLabel="Show" hideLabel="Hide" />);
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    expect(screen.getByLabelText('Password')).toHaveAttribute('type', 'text');
    await userEvent.click(screen.getByRole('button', { name: 'Hide' }));
    expect(screen.getByLabelText('Password')).toHaveAttribute('type', 'password');
  });
});

const people = [
  { id: '1', name: 'Amara' },
  { id: '2', name: 'Keelin' },
];

describe('choices', () => {
  it('of a few are radio buttons in one bar', async () => {
    const change = vi.fn();
    render(
      <Segmented
        legend="Sex"
        name="sex"
        options={[
          { value: 'f', label: 'F', title: 'Female' },
          { value: 'm', label: 'M', title: 'Male' },
        ]}
        onChange={change}
      />,
    );
    await userEvent.click(screen.getByRole('radio', { name: 'Male' }));
    expect(change).toHaveBeenCalledWith('m');
  });

  it('of many are found by typing', async () => {
    const Field = () => {
      const [id, setId] = useState<string | null>(null);
      return (
        <Combobox
          label="Patient"
          items={people}
          textOf={(person) => person.name}
          selectedId={id}
          onSelect={setId}
          emptyLabel="Nobody"
          openLabel="Show all"
        />
      );
    };
    render(<Field />);
    await userEvent.type(screen.getByRole('combobox', { name: /Patient/ }), 'kee');
    await userEvent.click(await screen.findByRole('option', { name: 'Keelin' }));
    expect(screen.getByRole('combobox')).toHaveValue('Keelin');
  });

  it('may be empty in a select', () => {
    render(<Select label="Language" emptyLabel="Not asked" options={[{ value: 'pl', label: 'Polish' }]} />);
    expect(screen.getByLabelText('Language')).toHaveDisplayValue('Not asked');
  });
});

describe('what opens', () => {
  it('a dialog leaves with Esc and gives the focus back', async () => {
    const Desk = () => {
      const [isOpen, setIsOpen] = useState(false);
      return (
        <>
          <button onClick={() => setIsOpen(true)}>Overbook</button>
          <Dialog title="Overbook 10:45?" isOpen={isOpen} onClose={() => setIsOpen(false)}>
            <p>Both are drawn side by side.</p>
          </Dialog>
        </>
      );
    };
    render(<Desk />);
    await userEvent.click(screen.getByRole('button', { name: 'Overbook' }));
    expect(screen.getByRole('dialog', { name: 'Overbook 10:45?' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole('button', { name: 'Overbook' })).toHaveFocus());
  });

  it('a menu opens by arrow, acts, and gives the focus back', async () => {
    const act = vi.fn();
    render(
      <Menu
        label="More"
        trigger={<button type="button">More</button>}
        groups={[{ id: 'all', items: [{ id: 'a', label: 'No-show', text: 'No-show', onAction: act }] }]}
      />,
    );
    const trigger = screen.getByRole('button', { name: 'More' });
    trigger.focus();
    await userEvent.keyboard('{ArrowDown}');
    await waitFor(() => expect(screen.getByRole('menuitem', { name: 'No-show' })).toHaveFocus(), {
      timeout: 15_000,
    });
    await userEvent.keyboard('{Enter}');
    expect(act).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(trigger).toHaveFocus());
    expect(trigger).toHaveAttribute('aria-expanded', 'false');
  });

  it('tabs show one panel at a time', async () => {
    render(
      <Tabs
        label="Parts"
        items={[
          { id: 'a', label: 'Notes', content: 'the notes' },
          { id: 'b', label: 'Visits', content: 'the visits' },
        ]}
      />,
    );
    await userEvent.click(screen.getByRole('tab', { name: 'Visits' }));
    expect(screen.getByRole('tabpanel')).toHaveTextContent('the visits');
  });
});

describe('a wait', () => {
  it.each([
    [14, 'wait'],
    [15, 'wait w1'],
    [30, 'wait w2'],
  ])('of %i minutes looks like "%s"', (minutes, look) => {
    const { container } = render(
      <WaitRuler minutes={minutes} limits={{ warning: 15, limit: 30 }} unit="min" />,
    );
    expect(container.firstElementChild).toHaveClass(look, { exact: true });
  });
});

describe('loading', () => {
  it('shows nothing before 300 ms, because a flash is worse than a pause', async () => {
    render(<LoadingRows label="Loading the list" />);
    expect(screen.queryByRole('status')).not.toBeInTheDocument();
    expect(await screen.findByRole('status', { name: 'Loading the list' })).toBeVisible();
  });
});

it('keeps to the rules of accessible markup', async () => {
  render(
    <main>
      <h1>Fields</h1>
      <TextField label="Phone" error="Too short" />
      <Select label="Language" options={[{ value: 'pl', label: 'Polish' }]} />
      <Segmented legend="Sex" name="sex" options={[{ value: 'f', label: 'F', title: 'Female' }]} />
      <Button keys="a">Arrived</Button>
      <WaitRuler minutes={46} limits={{ warning: 15, limit: 30 }} unit="min" />
    </main>,
  );
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
});
