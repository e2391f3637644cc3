import { createApiClient } from '@clinic/api-client';
import { uuidv7, type Clock, type Ids } from '@clinic/core';
import '@clinic/ui/styles.css';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { applyAppearance, readAppearance } from '#appearance';
import { createConnectionWatch } from '#connection';
import { channelOfTabs, createLock } from '#lock';
import { createHandOver, type RegistrationDraft } from '#people';
import { paths } from '#paths';
import { createPresence, presenceOfTabs } from '#presence';
import { createReference } from '#reference';
import { createSessionGate } from '#session';
import { App } from './app.tsx';
import { createRoutes } from './router.tsx';

const clock: Clock = { now: () => new Date() };
const ids: Ids = { next: () => uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10))) };

// Before the first paint, so that a dark room stays dark.
applyAppearance(document.documentElement, readAppearance(window.localStorage));

const connection = createConnectionWatch(clock);
const presence = createPresence(document, clock, presenceOfTabs());
const lock = createLock(clock, channelOfTabs());
let actorId: string | undefined;
const { isUnattended } = presence;
const client = createApiClient({ baseUrl: '/api', ids, actorId: () => actorId, isUnattended });
const api = createSessionGate(connection.watch(client), {
  lock,
  onKnown: ({ user }) => {
    actorId = user.id;
  },
  // Loads the page anew: nothing that was read stays in memory for whoever has signed in meanwhile.
  onStranger: () => window.location.assign(paths.today()),
});
const registration = createHandOver<RegistrationDraft>();
const router = createBrowserRouter(
  createRoutes({ api, clock, ids, reference: createReference(api, clock), registration, lock, presence }),
);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <App clock={clock} connection={connection} storage={window.localStorage} locale="en">
      <RouterProvider router={router} />
    </App>,
  );
}
