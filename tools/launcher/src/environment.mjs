import { isKeyName } from './keys.mjs';

/** Variables that are the launcher's own, or that only some of its programs may see. */
const WITHHELD = /^(PORT|API_PORT|HOST|.*DATABASE_URL|CLINIC_(OWNER|APP|JOBS)_PASSWORD)$/;

/**
 * What every program gets of the environment the launcher was started in.
 * @param {NodeJS.ProcessEnv} env
 */
export const sharedEnvironment = (env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.test(name) && !isKeyName(name)));

/** @param {NodeJS.ProcessEnv} env @param {string} name @param {number} fallback */
const portOf = (env, name, fallback) => {
  const port = Number(env[name] || fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name} must be a port number from 1 to 65535`);
};

/** @param {NodeJS.ProcessEnv} env @returns {{ portal: number, api: number }} */
export function portsOf(env) {
  const ports = { portal: portOf(env, 'PORT', 4200), api: portOf(env, 'API_PORT', 3333) };
  if (ports.portal === ports.api) throw new Error('PORT and API_PORT must differ');
  return ports;
}
