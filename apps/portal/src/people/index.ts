export { ageOn } from './age.ts';
export { Flags, useAgeAndSex, useForeignLanguage } from './person-parts.tsx';
export { markTerms, nameTerms, termsFor, useReasons, yearTerms } from './matches.tsx';
export { createHandOver, draftFromSearch } from './registration-draft.ts';
export type { HandOver, RegistrationDraft } from './registration-draft.ts';
export { shortName } from './short-name.ts';
export { usePatientSearch } from './use-patient-search.ts';
export type { FindOutcome, FoundPatients, PatientSearch } from './use-patient-search.ts';
export { useEagerEnter } from './use-eager-enter.ts';
