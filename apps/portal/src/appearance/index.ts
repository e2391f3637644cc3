export { AppearanceProvider, useAppearance } from './appearance-context.tsx';
export { applyAppearance, densities, readAppearance, themes } from './appearance.ts';
export type { Appearance } from './appearance.ts';
