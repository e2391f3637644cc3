import { z } from 'zod';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { type Environment, withoutEmpty } from './environment.ts';

type Shape = Record<string, z.ZodType>;
type Settings<S extends Shape> = z.output<z.ZodObject<S>>;

const problemsOf = (error: z.ZodError): ConfigProblem[] =>
  error.issues.map(({ path, message }) => ({ name: String(path[0]), problem: message }));

// What may be left open on a developer's machine may not be in production. Looked at beside the shape, not after it,
// so that one start names everything there is to fix.
const productionProblems = (shape: Shape, environment: Record<string, string>): ConfigProblem[] => {
  if (environment['NODE_ENV'] !== 'production') return [];
  const problems: ConfigProblem[] = [];
  if ('METRICS_TOKEN' in shape && !environment['METRICS_TOKEN']) {
    problems.push({ name: 'METRICS_TOKEN', problem: 'is missing' });
  }
  if ('PUBLIC_ORIGIN' in shape && environment['PUBLIC_ORIGIN']?.startsWith('http:')) {
    problems.push({ name: 'PUBLIC_ORIGIN', problem: 'must be an https:// address in production' });
  }
  return problems;
};

/** Reads the variables of a shape whole: either every one is good, or one `ConfigError` lists all that are not. */
export const loadVariables = <S extends Shape>(
  shape: S,
  environment: Environment,
  otherProblems: readonly ConfigProblem[] = [],
): Settings<S> => {
  const filled = withoutEmpty(environment);
  const result = z.object(shape).safeParse(filled);
  const problems = [
    ...(result.success ? [] : problemsOf(result.error)),
    ...productionProblems(shape, filled),
    ...otherProblems,
  ];
  if (problems.length > 0 || !result.success) throw new ConfigError(problems);
  return result.data;
};

/** A machine of one's own listens to itself alone; in production the platform's router must reach the process. */
export const hostFor = (host: string | undefined, mode: Mode): string =>
  host ?? (mode === 'production' ? '::' : '127.0.0.1');

export type Mode = 'development' | 'test' | 'production';
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
