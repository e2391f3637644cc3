const MICROS_PER_MS = 1_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(\d{3})Z$/;

/** An instant in UTC with all six places after the second. */
export const writeInstant = (micros: number): string => {
  const rest = ((micros % MICROS_PER_MS) + MICROS_PER_MS) % MICROS_PER_MS;
  const whole = new Date((micros - rest) / MICROS_PER_MS).toISOString();
  return `${whole.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
};

/** @returns undefined for what `writeInstant` does not write. */
export const readInstant = (text: string): number | undefined => {
  const rest = INSTANT.exec(text)?.[1];
  if (rest === undefined) return undefined;
  const ms = Date.parse(`${text.slice(0, -4)}Z`);
  return Number.isNaN(ms) ? undefined : ms * MICROS_PER_MS + Number(rest);
};
