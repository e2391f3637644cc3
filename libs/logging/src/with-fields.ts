import type { LogFields, Logger } from '@clinic/core';

/** The same logger, with these fields on every line; what a line says itself wins. */
export const withFields = (logger: Logger, fields: LogFields): Logger => ({
  debug: (event, more) => logger.debug(event, { ...fields, ...more }),
  info: (event, more) => logger.info(event, { ...fields, ...more }),
  warn: (event, more) => logger.warn(event, { ...fields, ...more }),
  error: (event, more) => logger.error(event, { ...fields, ...more }),
});
