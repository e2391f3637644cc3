import type { Environment } from './environment.ts';
import { hostFor, loadVariables, type LogLevel, type Mode } from './load-config.ts';
import { variables } from './variables.ts';

/** Whose word is taken for the client's address: nobody's, proxies that append to X-Forwarded-For, or Railway's edge. */
export type TrustedProxy = { kind: 'none' } | { kind: 'forwarded-for'; hops: number } | { kind: 'railway' };

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
  trustedProxy: TrustedProxy;
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
  TRUSTED_PROXY: variables.TRUSTED_PROXY,
  TRUSTED_PROXY_HOPS: variables.TRUSTED_PROXY_HOPS.default(1),
};

const trustedProxyOf = (kind: TrustedProxy['kind'], hops: number): TrustedProxy => {
  if (kind !== 'forwarded-for') return { kind };
  return hops === 0 ? { kind: 'none' } : { kind, hops };
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
    trustedProxy: trustedProxyOf(settings.TRUSTED_PROXY, settings.TRUSTED_PROXY_HOPS),
  };
};
