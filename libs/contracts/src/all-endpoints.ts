import * as appointments from './appointments.contract.ts';
import * as auditLog from './audit-log.contract.ts';
import * as auth from './auth.contract.ts';
import type { Endpoint } from './endpoint.ts';
import * as imports from './imports.contract.ts';
import * as patients from './patients.contract.ts';
import * as reference from './reference.contract.ts';
import * as settings from './settings.contract.ts';
import * as system from './system.contract.ts';
import * as users from './users.contract.ts';

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'permission' in value && 'path' in value;

/** Every call of the API by its name: the OpenAPI document and the matrix tests walk this list. */
export const allEndpoints: ReadonlyMap<string, Endpoint> = new Map(
  [auth, users, patients, appointments, reference, settings, imports, auditLog, system]
    .flatMap((contract) => Object.entries(contract))
    .flatMap(([name, value]): [string, Endpoint][] => (isEndpoint(value) ? [[name, value]] : [])),
);
