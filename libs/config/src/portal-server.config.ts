import type { Environment } from './environment.ts';
import { hostFor, loadVariables, type LogLevel, type Mode } from './load-config.ts';
import { variables } from './variables.ts';

/** What the server of the portal's files needs: it holds no key and knows no database. */
export type PortalServerConfig = {
  mode: Mode;
  logLevel: LogLevel;
  host: string;
  /** 0 asks the operating system for a free port. */
  port: number;
  /** Origin of the API on the private network. */
  apiUrl: string;
  publicOrigin: string;
  /** Folder of the built portal, from the working directory or absolute. */
  portalDistDir: string;
  drainMs: number;
  /** How many proxies stand before this process; their addresses are not the client's. */
  trustedProxyHops: number;
};

/** Names the portal server reads. */
export const portalServerShape = {
  NODE_ENV: variables.NODE_ENV,
  LOG_LEVEL: variables.LOG_LEVEL,
  HOST: variables.HOST,
  PORT: variables.PORT.default(4200),
  API_URL: variables.API_URL,
  PUBLIC_ORIGIN: variables.PUBLIC_ORIGIN,
  PORTAL_DIST_DIR: variables.PORTAL_DIST_DIR,
  DRAIN_MS: variables.DRAIN_MS,
  TRUSTED_PROXY_HOPS: variables.TRUSTED_PROXY_HOPS.default(0),
};

/** Throws one `ConfigError` that names everything missing or bad. */
export const loadPortalServerConfig = (environment: Environment = process.env): PortalServerConfig => {
  const settings = loadVariables(portalServerShape, environment);
  return {
    mode: settings.NODE_ENV,
    logLevel: settings.LOG_LEVEL,
    host: hostFor(settings.HOST, settings.NODE_ENV),
    port: settings.PORT,
    apiUrl: settings.API_URL,
    publicOrigin: settings.PUBLIC_ORIGIN,
    portalDistDir: settings.PORTAL_DIST_DIR,
    drainMs: settings.DRAIN_MS,
    trustedProxyHops: settings.TRUSTED_PROXY_HOPS,
  };
};
