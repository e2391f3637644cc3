import type { RouteObject } from 'react-router';
import type { FeatureDeps } from '#feature';
import { paths } from '#paths';
import { findPatientsAction } from './find.data.ts';
import { PatientPageData } from './patient.data.ts';
import { RegistrationFormData } from './registration.data.ts';

/** People: finding them, registering them, their page. */
export const patientsFeature = (deps: FeatureDeps): RouteObject[] => {
  const page = new PatientPageData(deps);
  const registration = new RegistrationFormData(deps);
  return [
    {
      path: paths.patients.list,
      lazy: { Component: async () => (await import('./patients.page.tsx')).PatientsPage },
    },
    { path: paths.patients.find, action: findPatientsAction(deps.api) },
    {
      path: paths.patients.register,
      loader: () => registration.load(),
      action: (request) => registration.register(request),
      // What was handed over is handed over once.
      shouldRevalidate: () => false,
      lazy: { Component: async () => (await import('./registration.page.tsx')).RegistrationPage },
    },
    { path: paths.patients.lookAlikes, action: (request) => registration.lookAlikes(request) },
    { path: paths.patients.visits(':id'), loader: (request) => page.loadVisits(request) },
    {
      path: paths.patients.page(':id'),
      loader: (request) => page.load(request),
      action: (request) => page.act(request),
      lazy: { Component: async () => (await import('./patient.page.tsx')).PatientPage },
    },
  ];
};
