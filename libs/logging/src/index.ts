export { createLogger } from './create-logger.ts';
export type { LoggerOptions } from './create-logger.ts';
export { withFields } from './with-fields.ts';
