import type { Clock } from '@clinic/core';
import { createContext, use, useEffect, useMemo, useState, type JSX, type ReactNode } from 'react';
import { createFormats, type Formats } from './formats.ts';

type TimeContextValue = { clock: Clock; now: Date };

const ClockContext = createContext<TimeContextValue | null>(null);
const FormatsContext = createContext<Formats | null>(null);

const MINUTE_MS = 60_000;

/** Gives the page the time: `useNow` turns over with each minute, so that every wait on screen turns over together. */
export const ClockProvider = ({ clock, children }: { clock: Clock; children: ReactNode }): JSX.Element => {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const untilNextMinute = MINUTE_MS - (clock.now().getTime() % MINUTE_MS);
    const timer = setTimeout(() => setNow(clock.now()), untilNextMinute);
    return () => clearTimeout(timer);
  }, [clock, now]);
  useEffect(() => {
    // Timers sleep with the machine: a page that is looked at again must not show an old minute.
    const wake = (): void => {
      if (document.visibilityState === 'visible') setNow(clock.now());
    };
    document.addEventListener('visibilitychange', wake);
    return () => document.removeEventListener('visibilitychange', wake);
  }, [clock]);
  const value = useMemo(() => ({ clock, now }), [clock, now]);
  return <ClockContext value={value}>{children}</ClockContext>;
};

type FormatsProviderProps = { locale: string; timeZone: string; children: ReactNode };

/** Gives the page the formats of the clinic: its zone, and its locale as far as the page speaks that language. */
export const FormatsProvider = ({ locale, timeZone, children }: FormatsProviderProps): JSX.Element => {
  const formats = useMemo(() => createFormats(locale, timeZone), [locale, timeZone]);
  return <FormatsContext value={formats}>{children}</FormatsContext>;
};

const useTime = (): TimeContextValue => {
  const time = use(ClockContext);
  if (!time) throw new Error('Time needs a ClockProvider above it');
  return time;
};

/** The current minute. */
export const useNow = (): Date => useTime().now;

export const useClock = (): Clock => useTime().clock;

export const useFormats = (): Formats => {
  const formats = use(FormatsContext);
  if (!formats) throw new Error('Formats need a FormatsProvider above them');
  return formats;
};
