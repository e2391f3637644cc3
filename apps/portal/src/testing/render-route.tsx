import { FakeClock } from '@clinic/core/testing';
import { anId } from '@clinic/contracts/testing';
import { render, screen, waitFor } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { expect } from 'vitest';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { createConnectionWatch } from '#connection';
import { createLock, type Lock } from '#lock';
import { createHandOver, type RegistrationDraft } from '#people';
import { createPresence } from '#presence';
import { createReference } from '#reference';
import { App } from '../app.tsx';
import { createRoutes } from '../router.tsx';
import { NOW } from './builders.ts';
import type { FakeApi } from './fake-api.ts';

/** A storage of its own for each test. */
class MemoryStorage implements Storage {
  private readonly kept = new Map<string, string>();

  get length(): number {
    return this.kept.size;
  }

  clear(): void {
    this.kept.clear();
  }

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
}

export type RenderedRoute = {
  user: UserEvent;
  clock: FakeClock;
  storage: Storage;
  lock: Lock;
  registration: ReturnType<typeof createHandOver<RegistrationDraft>>;
  /** Where the person is now: path and query. */
  place: () => string;
};

type Options = { at?: string; api: FakeApi; draft?: RegistrationDraft };

/** Shows the whole portal at an address, with the real router and a fake API, and waits until the page is there. */
export const renderRoute = async ({ at = '/', api, draft }: Options): Promise<RenderedRoute> => {
  const clock = new FakeClock(NOW);
  const storage = new MemoryStorage();
  const connection = createConnectionWatch(clock);
  const watched = connection.watch(api);
  const registration = createHandOver<RegistrationDraft>();
  if (draft) registration.put(draft);
  const lock = createLock(clock);
  const router = createMemoryRouter(
    createRoutes({
      api: watched,
      clock,
      ids: { next: anId },
      reference: createReference(watched, clock),
      registration,
      lock,
      presence: createPresence(document, clock),
    }),
    { initialEntries: [at] },
  );
  render(
    <App clock={clock} connection={connection} storage={storage} locale="en">
      <RouterProvider router={router} />
    </App>,
  );
  // The first page comes in a file of its own: on a busy machine it takes its time.
  await waitFor(() => expect(document.querySelector('.app[aria-busy]')).not.toBeInTheDocument(), {
    timeout: 15_000,
  });
  await screen.findByRole('main');
  const place = (): string => router.state.location.pathname + router.state.location.search;
  return { user: userEvent.setup({ delay: null }), clock, storage, lock, registration, place };
};

/** What an automatic reader of accessibility rules finds wrong with the page. Colours need real pixels: they are computed with the tokens. */
export const accessibilityProblems = async (): Promise<string[]> => {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
};
