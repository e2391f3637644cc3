import { LoadingRows, ProductMark } from '@clinic/ui';
import type { JSX } from 'react';
import { useLoaderData, type RouteObject } from 'react-router';
import type { Me } from '@clinic/contracts';
import type { FeatureDeps } from '#feature';
import { LockProvider } from '#lock';
import { SessionProvider, sessionLoader } from '#session';
import { directionOf, useLocale, useText } from '#texts';
import { FormatsProvider } from '#time';
import { calendarFeature } from './features/calendar/index.ts';
import { importsFeature } from './features/imports/index.ts';
import { patientsFeature } from './features/patients/index.ts';
import { signInFeature } from './features/sign-in/index.ts';
import { todayFeature } from './features/today/index.ts';
import { AppShell } from './layout/app-shell.tsx';
import { Lockable } from './layout/lockable.tsx';
import { DoorErrorPage, ErrorPage, NotFoundPage } from './layout/error-page.tsx';

const languageOf = (locale: string): string => locale.split('-')[0] ?? locale;

/** Everything behind the door knows who is signed in and which clock the clinic goes by. */
const SignedIn = ({ deps }: { deps: FeatureDeps }): JSX.Element => {
  const me = useLoaderData<Me>();
  const page = useLocale();
  // Dates are written the clinic's way as far as the page speaks that language: German dates in English text help nobody.
  const locale = languageOf(me.clinic.locale) === languageOf(page) ? me.clinic.locale : page;
  return (
    <SessionProvider me={me}>
      <FormatsProvider locale={locale} timeZone={me.clinic.timeZone}>
        <LockProvider lock={deps.lock}>
          <Lockable deps={deps}>
            <AppShell registration={deps.registration} />
          </Lockable>
        </LockProvider>
      </FormatsProvider>
    </SessionProvider>
  );
};

/** Stands while the first page is on its way, and shows itself only when that takes long. */
const FirstLoad = (): JSX.Element => {
  const t = useText();
  return (
    <div className="app" aria-busy="true" dir={directionOf(useLocale())}>
      <div className="rail">
        <span className="logo">
          <ProductMark />
        </span>
      </div>
      <div className="top" />
      <main id="main">
        <section className="panel">
          <LoadingRows label={t('shell.loading')} rows={10} />
        </section>
      </main>
    </div>
  );
};

/** The routes of the portal: the door, and the frame with every feature in it. */
export const createRoutes = (deps: FeatureDeps): RouteObject[] => [
  { HydrateFallback: FirstLoad, ErrorBoundary: DoorErrorPage, children: signInFeature(deps) },
  {
    path: '/',
    loader: sessionLoader(deps.api),
    shouldRevalidate: () => false,
    element: <SignedIn deps={deps} />,
    HydrateFallback: FirstLoad,
    ErrorBoundary: DoorErrorPage,
    children: [
      {
        ErrorBoundary: ErrorPage,
        children: [
          ...todayFeature(deps),
          ...patientsFeature(deps),
          ...calendarFeature(deps),
          ...importsFeature(deps),
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
  },
];
