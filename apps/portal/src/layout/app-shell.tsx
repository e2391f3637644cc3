import { KeyBar, useShortcuts, useToast, type Shortcut } from '@clinic/ui';
import { useEffect, useRef, useState, type ComponentType, type JSX } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { codeOf, fetchAhead } from '#code';
import { useLock } from '#lock';
import type { HandOver, RegistrationDraft } from '#people';
import { paths } from '#paths';
import { useText } from '#texts';
import './app-shell.css';
import { AllKeysButton } from './all-keys-button.tsx';
import { NavigationRail } from './navigation-rail.tsx';
import { TopBar } from './top-bar.tsx';

type OpenDialog = 'palette' | 'help';

const dialogs = {
  palette: codeOf(async () => (await import('./patient-palette.tsx')).PatientPalette),
  help: codeOf(async () => (await import('./help-dialog.tsx')).HelpDialog),
};

const FETCH_AHEAD_MS = 1000;

/** All other code comes after the page itself, and is there before it is asked for. */
const useCodeAhead = (): void => {
  useEffect(() => {
    const timer = setTimeout(() => void fetchAhead(), FETCH_AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
};

type DialogProps = { onClose: () => void; registration: HandOver<RegistrationDraft> };

/** What opens over the page; without a line and without its code the page stays as it is, and says so. */
const useDialog = (registration: HandOver<RegistrationDraft>) => {
  const t = useText();
  const { show } = useToast();
  const [Shown, setShown] = useState<ComponentType<DialogProps> | null>(null);
  const open = (dialog: OpenDialog): void => {
    dialogs[dialog]().then(
      (Component) => setShown(() => Component),
      () => show({ text: t('shell.notLoaded'), mark: 'refused' }),
    );
  };
  const shown = Shown && <Shown onClose={() => setShown(null)} registration={registration} />;
  return { open, shown };
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
  useCodeAhead();
  const { open, shown } = useDialog(registration);
  useShortcuts(
    general([
      { keys: '/', label: t('shell.key.find'), isInBar: true, run: () => open('palette') },
      { keys: 'Ctrl+k', label: t('shell.key.find'), run: () => open('palette') },
      { keys: 'g t', label: t('shell.key.today'), run: () => void navigate(paths.today()) },
      { keys: 'g c', label: t('shell.key.calendar'), run: () => void navigate(paths.calendar.day()) },
      { keys: 'g p', label: t('shell.key.patients'), run: () => void navigate(paths.patients.list) },
      { keys: 'g l', label: t('shell.lock'), run: () => lock.lock('asked') },
      { keys: '?', label: t('shell.key.all'), run: () => open('help') },
    ]),
  );
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <div className="app">
        <NavigationRail onHelp={() => open('help')} />
        <TopBar onFind={() => open('palette')} />
        <main id="main" ref={main} tabIndex={-1}>
          <Outlet />
          <KeyBar label={t('shell.keys')} allKeys={<AllKeysButton onPress={() => open('help')} />} />
        </main>
      </div>
      {shown}
      <ScrollRestoration />
    </>
  );
};
