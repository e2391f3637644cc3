import { createApiClient } from '@clinic/api-client';
import { uuidv7, type Clock, type Ids } from '@clinic/core';
import '@clinic/ui/styles.css';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { applyAppearance, readAppearance } from '#appearance';
import { createConnectionWatch } from '#connection';
import { createHandOver, type RegistrationDraft } from '#people';
import { paths } from '#paths';
import { createPresence } from '#presence';
import { createReference } from '#reference';
import { createSessionGate } from '#session';
import { App } from './app.tsx';
import { createRoutes } from './router.tsx';

const clock: Clock = { now: () => new Date() };
const ids: Ids = { next: () => uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10))) };

/** Leaves by loading the page anew: nothing that was read stays in memory for whoever signs in next. */
const leave = (): void => {
  const { pathname, search } = window.location;
  // While the first page is on its way the session's own loader sends to the door.
  if (router.state.initialized && pathname !== paths.signIn())
    window.location.assign(paths.signIn({ next: pathname + search }));
};

// Before the first paint, so that a dark room stays dark.
applyAppearance(document.documentElement, readAppearance(window.localStorage));

const connection = createConnectionWatch(clock);
const { isUnattended } = createPresence(document, clock);
const api = createSessionGate(
  connection.watch(createApiClient({ baseUrl: '/api', ids, onSignedOut: leave, isUnattended })),
);
const registration = createHandOver<RegistrationDraft>();
const router = createBrowserRouter(
  createRoutes({ api, clock, ids, reference: createReference(api, clock), registration }),
);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <App clock={clock} connection={connection} storage={window.localStorage} locale="en">
      <RouterProvider router={router} />
    </App>,
  );
}
