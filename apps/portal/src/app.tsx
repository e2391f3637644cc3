import type { Clock } from '@clinic/core';
import { ShortcutsProvider, ToastProvider } from '@clinic/ui';
import { useEffect, type JSX, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { AppearanceProvider, useAppearance } from '#appearance';
import { ConnectionProvider, type ConnectionWatch } from '#connection';
import { directionOf, TextsProvider } from '#texts';
import { ClockProvider } from '#time';

type AppProps = {
  clock: Clock;
  connection: ConnectionWatch;
  storage: Storage;
  locale: string;
  children: ReactNode;
};

const Keys = ({ children }: { children: ReactNode }): JSX.Element => (
  <ShortcutsProvider areSingleKeysOn={useAppearance().appearance.areSingleKeysOn}>
    {children}
  </ShortcutsProvider>
);

/** The document itself speaks the language of the page: fonts, hyphens, screen readers and direction follow it. */
const useDocumentLanguage = (locale: string): void => {
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = directionOf(locale);
  }, [locale]);
};

/** What every page stands in: language, look, time, line, keys, toasts. */
export const App = ({ clock, connection, storage, locale, children }: AppProps): JSX.Element => {
  useDocumentLanguage(locale);
  return (
    <I18nProvider locale={locale}>
      <TextsProvider locale={locale}>
        <AppearanceProvider storage={storage}>
          <ClockProvider clock={clock}>
            <ConnectionProvider watch={connection}>
              <Keys>
                <ToastProvider>{children}</ToastProvider>
              </Keys>
            </ConnectionProvider>
          </ClockProvider>
        </AppearanceProvider>
      </TextsProvider>
    </I18nProvider>
  );
};
