// The first that fits: browsers name those they descend from, systems those they look like.
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

const firstIn = (list: [RegExp, string][], agent: string): string | undefined =>
  list.find(([pattern]) => pattern.test(agent))?.[1];

/**
 * Browser and system by their plain names, so that somebody knows their own sessions apart. Nothing else of what a browser
 * says of itself is kept; what is neither is null.
 */
export const deviceName = (agent: string | undefined): string | null => {
  const names = [firstIn(BROWSERS, agent ?? ''), firstIn(SYSTEMS, agent ?? '')];
  return names.filter((name) => name !== undefined).join(', ') || null;
};
