import type { RouteObject } from 'react-router';
import { codeOf } from '#code';
import type { FeatureDeps } from '#feature';
import { paths } from '#paths';
import { findPatientsAction } from './find.data.ts';
import { PatientPageData } from './patient.data.ts';
import { PatientEditData } from './patient-edit.data.ts';
import { putAwayLoader } from './put-away.data.ts';
import { RegistrationFormData } from './registration.data.ts';

/** People: finding them, registering them, their page. */
export const patientsFeature = (deps: FeatureDeps): RouteObject[] => {
  const page = new PatientPageData(deps);
  const edit = new PatientEditData(deps);
  const registration = new RegistrationFormData(deps);
  return [
    {
      path: paths.patients.list,
      lazy: { Component: codeOf(async () => (await import('./patients.page.tsx')).PatientsPage) },
    },
    {
      path: paths.patients.putAway,
      loader: putAwayLoader(deps.api),
      lazy: { Component: codeOf(async () => (await import('./put-away.page.tsx')).PutAwayPage) },
    },
    { path: paths.patients.find, action: findPatientsAction(deps.api) },
    {
      path: paths.patients.register,
      loader: () => registration.load(),
      action: (request) => registration.register(request),
      // What was handed over is handed over once.
      shouldRevalidate: () => false,
      lazy: { Component: codeOf(async () => (await import('./registration.page.tsx')).RegistrationPage) },
    },
    { path: paths.patients.lookAlikes, action: (request) => registration.lookAlikes(request) },
    {
      path: paths.patients.edit(':id'),
      loader: (request) => edit.load(request),
      action: (request) => edit.save(request),
      // What is being edited is held against what it was: it is not loaded anew behind the back of whoever types.
      shouldRevalidate: () => false,
      lazy: { Component: codeOf(async () => (await import('./patient-edit.page.tsx')).PatientEditPage) },
    },
    { path: paths.patients.visits(':id'), loader: (request) => page.loadVisits(request) },
    {
      path: paths.patients.page(':id'),
      loader: (request) => page.load(request),
      action: (request) => page.act(request),
      lazy: { Component: codeOf(async () => (await import('./patient.page.tsx')).PatientPage) },
    },
  ];
};
