/** One variable that is missing or bad. `problem` says what it must be and never what it was. */
export type ConfigProblem = { name: string; problem: string };

/** Says everything that is wrong with the environment at once, by name; a value never appears. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ name, problem }) => `  ${name} ${problem}`);
    super(
      `The configuration is not complete:\n${lines.join('\n')}\nSee .env.example for what each name means.`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
