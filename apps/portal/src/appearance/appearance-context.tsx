import { createContext, use, useEffect, useMemo, useState, type JSX, type ReactNode } from 'react';
import { applyAppearance, keepAppearance, readAppearance, type Appearance } from './appearance.ts';

type AppearanceValue = { appearance: Appearance; change: (part: Partial<Appearance>) => void };

const AppearanceContext = createContext<AppearanceValue | null>(null);

/** Keeps theme, density and keys of this device. */
export const AppearanceProvider = ({
  storage,
  children,
}: {
  storage: Storage;
  children: ReactNode;
}): JSX.Element => {
  const [appearance, setAppearance] = useState(() => readAppearance(storage));
  useEffect(() => applyAppearance(document.documentElement, appearance), [appearance]);
  const value = useMemo<AppearanceValue>(
    () => ({
      appearance,
      change: (part) => {
        const next = { ...appearance, ...part };
        keepAppearance(storage, next);
        setAppearance(next);
      },
    }),
    [appearance, storage],
  );
  return <AppearanceContext value={value}>{children}</AppearanceContext>;
};

export const useAppearance = (): AppearanceValue => {
  const value = use(AppearanceContext);
  if (!value) throw new Error('Appearance needs an AppearanceProvider above it');
  return value;
};
