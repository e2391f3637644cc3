export const themes = ['system', 'light', 'dark'] as const;
export const densities = ['compact', 'cosy', 'touch'] as const;

export type Appearance = {
  theme: (typeof themes)[number];
  /** Without a choice it follows the pointer and the height of the screen. */
  density: (typeof densities)[number] | 'system';
  areSingleKeysOn: boolean;
};

export const appearanceDefaults: Appearance = { theme: 'system', density: 'system', areSingleKeysOn: true };

const KEY = 'clinic.appearance';

const isOneOf = <T extends string>(list: readonly T[], value: unknown): value is T =>
  typeof value === 'string' && list.some((one) => one === value);

/** Reads how this person wants the portal to look on this device. Holds no patient data; what it does not know is left at its default. */
export const readAppearance = (storage: Storage): Appearance => {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    const found = new Map<string, unknown>(Object.entries(kept ?? {}));
    const theme = found.get('theme');
    const density = found.get('density');
    return {
      theme: isOneOf(themes, theme) ? theme : 'system',
      density: isOneOf(densities, density) ? density : 'system',
      areSingleKeysOn: found.get('areSingleKeysOn') !== false,
    };
  } catch {
    return appearanceDefaults;
  }
};

export const keepAppearance = (storage: Storage, appearance: Appearance): void => {
  try {
    storage.setItem(KEY, JSON.stringify(appearance));
  } catch {
    // A full or closed storage costs the memory of a taste, nothing else.
  }
};

/** Writes the choice on the root element, where the tokens read it. */
export const applyAppearance = (root: HTMLElement, { theme, density }: Appearance): void => {
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  if (density === 'system') delete root.dataset['density'];
  else root.dataset['density'] = density;
};
