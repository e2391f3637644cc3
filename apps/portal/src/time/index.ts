export { ClockProvider, FormatsProvider, useClock, useFormats, useNow } from './clock-context.tsx';
export { createFormats, minutesBetween } from './formats.ts';
export type { Formats } from './formats.ts';
