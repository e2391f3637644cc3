import { calendarTexts } from './en/calendar.ts';
import { importsTexts } from './en/imports.ts';
import { lockTexts } from './en/lock.ts';
import { patientsTexts } from './en/patients.ts';
import { peopleTexts } from './en/people.ts';
import { shellTexts } from './en/shell.ts';
import { signInTexts } from './en/sign-in.ts';
import { todayTexts } from './en/today.ts';
import { visitsTexts } from './en/visits.ts';

/** Every word of the portal in English. A feature adds its file here; keys start with the feature's name. */
export const english = {
  ...shellTexts,
  ...lockTexts,
  ...peopleTexts,
  ...visitsTexts,
  ...signInTexts,
  ...todayTexts,
  ...patientsTexts,
  ...calendarTexts,
  ...importsTexts,
} as const;

export type TextKey = keyof typeof english;
