import type { RouteObject } from 'react-router';
import type { FeatureDeps } from '#feature';
import { paths } from '#paths';
import { findPatientsAction } from './find.data.ts';
import { createPatientPageData } from './patient.data.ts';
import { RegistrationFormData } from './registration.data.ts';

/** People: finding them, registering them, their page. */
export const patientsFeature = (deps: FeatureDeps): RouteObject[] => {
  const page = createPatientPageData(deps);
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
    { path: paths.patients.visits(':id'), loader: page.loadVisits },
    {
      path: paths.patients.page(':id'),
      loader: page.load,
      action: page.act,
      lazy: { Component: async () => (await import('./patient.page.tsx')).PatientPage },
    },
  ];
};
