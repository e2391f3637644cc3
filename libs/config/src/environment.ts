/** The environment of a process as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable set to nothing is a variable not set: that is how people clear one in a hosting dashboard. */
export const withoutEmpty = (environment: Environment): Record<string, string> => {
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value.trim() !== '') filled[name] = value.trim();
  }
  return filled;
};
