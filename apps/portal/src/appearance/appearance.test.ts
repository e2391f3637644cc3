import { describe, expect, it } from 'vitest';
import { applyAppearance, appearanceDefaults, keepAppearance, readAppearance } from './appearance.ts';

describe('how the portal looks on a device', () => {
  it('is kept and read back', () => {
    keepAppearance(localStorage, { theme: 'dark', density: 'compact', areSingleKeysOn: false });
    expect(readAppearance(localStorage)).toEqual({
      theme: 'dark',
      density: 'compact',
      areSingleKeysOn: false,
    });
    localStorage.clear();
  });

  it.each(['{"theme":"neon","density":7}', 'no json', 'null'])(
    'falls back to the defaults for %s',
    (kept) => {
      localStorage.setItem('clinic.appearance', kept);
      expect(readAppearance(localStorage)).toEqual(appearanceDefaults);
      localStorage.clear();
    },
  );

  it('stands on the root element, where the tokens read it, and goes again', () => {
    const root = document.createElement('html');
    applyAppearance(root, { ...appearanceDefaults, theme: 'light', density: 'touch' });
    expect(root.dataset).toMatchObject({ theme: 'light', density: 'touch' });
    applyAppearance(root, appearanceDefaults);
    expect(Object.keys(root.dataset)).toEqual([]);
  });
});
