import { KeyBar, useShortcuts, type Shortcut } from '@clinic/ui';
import { lazy, Suspense, useEffect, useRef, useState, type JSX } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { useLock } from '#lock';
import type { HandOver, RegistrationDraft } from '#people';
import { paths } from '#paths';
import { useText } from '#texts';
import './app-shell.css';
import { AllKeysButton } from './all-keys-button.tsx';
import { NavigationRail } from './navigation-rail.tsx';
import { TopBar } from './top-bar.tsx';

const loadPalette = () => import('./patient-palette.tsx');
const loadHelp = () => import('./help-dialog.tsx');
const PatientPalette = lazy(async () => ({ default: (await loadPalette()).PatientPalette }));
const HelpDialog = lazy(async () => ({ default: (await loadHelp()).HelpDialog }));

/** What opens over the page comes after the page itself, and is there before it is asked for. */
const useEarlyDialogs = (): void => {
  useEffect(() => {
    const timer = setTimeout(() => void Promise.all([loadPalette(), loadHelp()]), 1000);
    return () => clearTimeout(timer);
  }, []);
};

/** A new page starts at its top and with its own focus, so that a screen reader begins to read it. */
const useFocusOnArrival = (): React.RefObject<HTMLElement | null> => {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
};

const general = (shortcuts: readonly Shortcut[]): Shortcut[] =>
  shortcuts.map((shortcut) => ({ ...shortcut, isGeneral: true }));

/** The frame of every signed-in page: navigation, top bar, search everywhere, keys. */
export const AppShell = ({ registration }: { registration: HandOver<RegistrationDraft> }): JSX.Element => {
  const t = useText();
  const navigate = useNavigate();
  const { lock } = useLock();
  const main = useFocusOnArrival();
  useEarlyDialogs();
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const close = (): void => setOpen(null);
  useShortcuts(
    general([
      { keys: '/', label: t('shell.key.find'), isInBar: true, run: () => setOpen('palette') },
      { keys: 'Ctrl+k', label: t('shell.key.find'), run: () => setOpen('palette') },
      { keys: 'g t', label: t('shell.key.today'), run: () => void navigate(paths.today()) },
      { keys: 'g c', label: t('shell.key.calendar'), run: () => void navigate(paths.calendar.day()) },
      { keys: 'g p', label: t('shell.key.patients'), run: () => void navigate(paths.patients.list) },
      { keys: 'g l', label: t('shell.lock'), run: () => lock.lock('asked') },
      { keys: '?', label: t('shell.key.all'), run: () => setOpen('help') },
    ]),
  );
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <div className="app">
        <NavigationRail onHelp={() => setOpen('help')} />
        <TopBar onFind={() => setOpen('palette')} />
        <main id="main" ref={main} tabIndex={-1}>
          <Outlet />
          <KeyBar label={t('shell.keys')} allKeys={<AllKeysButton onPress={() => setOpen('help')} />} />
        </main>
      </div>
      <Suspense>
        {open === 'palette' && <PatientPalette onClose={close} registration={registration} />}
        {open === 'help' && <HelpDialog onClose={close} />}
      </Suspense>
      <ScrollRestoration />
    </>
  );
};
