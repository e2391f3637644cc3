import type { Alert } from '@clinic/contracts';
import { addDays, DAY_MS, instantOf } from './clinic-calendar.ts';
import type { ClinicProfile } from './clinic-profile.ts';
import { ContactBook } from './contact-book.ts';
import type { DemoPatient } from './demo-clinic.ts';
import type { DemoIds } from './demo-ids.ts';
import type { Dice } from './dice.ts';
import type { NameCulture } from './name-culture.ts';
import { namesOfEurope } from './names-of-europe.ts';
import { namesOfTheWorld } from './names-of-the-world.ts';
import { specialPatients } from './special-patients.ts';

const PATIENTS = 620;

/** Ages in years and how many of a hundred are that old: more small children and old people than in the street. */
const ages = [
  { from: 0, to: 1, weight: 3 },
  { from: 1, to: 5, weight: 6 },
  { from: 5, to: 12, weight: 8 },
  { from: 12, to: 18, weight: 6 },
  { from: 18, to: 30, weight: 13 },
  { from: 30, to: 45, weight: 17 },
  { from: 45, to: 60, weight: 18 },
  { from: 60, to: 75, weight: 17 },
  { from: 75, to: 90, weight: 10 },
  { from: 90, to: 101, weight: 1.5 },
];

export type PatientPlan = { profile: ClinicProfile; dice: Dice; ids: DemoIds; today: string };

type Person = Pick<DemoPatient, 'givenName' | 'familyName' | 'sex' | 'language'> & { birthDate: string };

const bornYearsBefore = (plan: PatientPlan, years: number): string =>
  addDays(plan.today, -Math.floor(years * 365.25) - plan.dice.between(2, 364));

const aSex = (dice: Dice): 'female' | 'male' => (dice.chance(0.51) ? 'female' : 'male');

/** People with a foreign name mostly speak the clinic's language; a name in another script keeps its own, to be set right. */
const languageOf = ({ dice, profile }: PatientPlan, culture: NameCulture, familyName: string): string => {
  const isLatin = /^[\p{Script=Latin}\P{Letter}]+$/u.test(familyName);
  return isLatin && dice.chance(0.6) ? profile.language : culture.language;
};

const familyNameOf = (dice: Dice, culture: NameCulture, sex: 'female' | 'male'): string => {
  const list = sex === 'female' ? (culture.familyFemale ?? culture.family) : culture.family;
  const first = dice.pick(list);
  if (culture.form !== 'double' || dice.chance(0.25)) return first;
  return `${first} ${dice.pick(list.filter((name) => name !== first))}`;
};

const givenNameOf = (dice: Dice, culture: NameCulture, sex: 'female' | 'male'): string | null => {
  if (culture.form === 'single') return null;
  const list = culture[sex];
  const first = dice.pick(list);
  const hasSecond = culture.language === 'en' && dice.chance(0.12);
  return hasSecond ? `${first} ${dice.pick(list.filter((name) => name !== first))}` : first;
};

const aPerson = (plan: PatientPlan, cultures: readonly (NameCulture & { share: number })[]): Person => {
  const { dice } = plan;
  const { culture } = dice.pickWeighted(cultures.map((one) => ({ culture: one, weight: one.share })));
  const sex = aSex(dice);
  const familyName = familyNameOf(dice, culture, sex);
  const band = dice.pickWeighted(ages);
  return {
    givenName: givenNameOf(dice, culture, sex),
    familyName,
    sex: dice.chance(0.015) ? dice.pick(['other', 'unknown'] as const) : sex,
    language: languageOf(plan, culture, familyName),
    birthDate: bornYearsBefore(plan, dice.between(band.from, band.to - 1)),
  };
};

/** Nobody is asked about allergies twice: three quarters were asked, a third have something to know. */
const alertsOf = ({ dice, profile }: PatientPlan, isChild: boolean): Alert[] => {
  const alerts: Alert[] = [];
  if (dice.chance(0.32)) alerts.push(dice.pickWeighted(profile.alerts));
  if (alerts.length > 0 && dice.chance(0.25)) alerts.push(dice.pickWeighted(profile.alerts));
  if (isChild && dice.chance(0.06)) {
    alerts.push({ kind: 'guardian', label: profile.guardianAlert, severity: 'moderate' });
  }
  const labels = [...new Set(alerts.map(({ label }) => label))];
  return labels
    .flatMap((label) => alerts.find((alert) => alert.label === label) ?? [])
    .map(({ kind, label, severity }) => ({ kind, label, severity }));
};

/** Most registered within five years, a few in the last weeks, in opening hours, nobody before being born. */
const registeredAt = ({ dice, profile, today }: PatientPlan, birthDate: string): Date => {
  const lifeDays = (Date.parse(today) - Date.parse(birthDate)) / DAY_MS;
  const days = dice.chance(0.06) ? dice.between(1, 20) : dice.between(21, 1800);
  const date = addDays(today, -Math.min(days, lifeDays));
  return instantOf(profile.timeZone, { date, minutes: 480 + dice.between(0, 600) });
};

type Draft = Omit<DemoPatient, 'id' | 'fileNumber'>;

/** How somebody can be reached; now and then nothing is known. */
const contactOf = (dice: Dice, contacts: ContactBook, person: Person) => {
  const phone = dice.chance(0.93) ? contacts.phone() : null;
  return {
    phone,
    otherPhones: phone && dice.chance(0.1) ? [contacts.phone()] : [],
    email: dice.chance(0.7) ? contacts.email(person) : null,
    address: dice.chance(0.92) ? contacts.address() : null,
  };
};

const aPatient = (plan: PatientPlan, contacts: ContactBook, person: Person): Draft => {
  const { dice, profile } = plan;
  const alerts = alertsOf(plan, person.birthDate > addDays(plan.today, -365 * 16));
  return {
    ...person,
    ...contactOf(dice, contacts, person),
    birthDate: dice.chance(0.97) ? person.birthDate : null,
    notes: dice.chance(0.08) ? dice.pick(profile.notes) : null,
    alerts,
    areAllergiesKnown: alerts.some(({ kind }) => kind === 'allergy') || dice.chance(0.7),
    createdAt: registeredAt(plan, person.birthDate),
    lastVisitAt: null,
  };
};

const buildSpecials = (plan: PatientPlan, contacts: ContactBook): Draft[] => {
  const drafts: Draft[] = [];
  for (const { age, shares = [], ...names } of specialPatients) {
    const before = drafts.at(-1);
    const person = { givenName: null, familyName: '', sex: null, language: plan.profile.language, ...names };
    const draft = aPatient(plan, contacts, { ...person, birthDate: bornYearsBefore(plan, age) });
    const home = before && shares.includes('home') ? { phone: before.phone, address: before.address } : {};
    const born = before && shares.includes('born') ? { birthDate: before.birthDate } : {};
    drafts.push({ ...draft, ...home, ...born });
  }
  return drafts;
};

/** The patients of a clinic, oldest registration first. */
export const buildPatients = (plan: PatientPlan): DemoPatient[] => {
  const contacts = new ContactBook(plan.profile, plan.dice);
  const cultures = [...namesOfEurope, ...namesOfTheWorld].map((culture) => ({
    ...culture,
    share: culture.weight[plan.profile.country],
  }));
  const specials = buildSpecials(plan, contacts);
  const others = Array.from({ length: PATIENTS - specials.length }, () =>
    aPatient(plan, contacts, aPerson(plan, cultures)),
  );
  return [...specials, ...others]
    .sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
    .map((draft, index) => ({
      id: plan.ids.at(draft.createdAt),
      fileNumber: String(10_001 + index),
      ...draft,
    }));
};
