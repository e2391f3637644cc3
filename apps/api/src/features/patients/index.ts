import type { Mount } from '@clinic/http';
import type { Router } from 'express';
import { PatientFinder, type PatientFinderDeps } from './patient-finder.ts';
import { patientsRoutes } from './patients.routes.ts';
import { PatientsService, type PatientsDeps } from './patients.service.ts';

export type PatientsFeatureDeps = PatientFinderDeps & PatientsDeps;

/** Registering people, finding them, and what is known of them. */
export const patientsFeature = (deps: PatientsFeatureDeps, mount: Mount): Router =>
  patientsRoutes({ finder: new PatientFinder(deps), service: new PatientsService(deps) }, mount);
