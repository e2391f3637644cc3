import { sexes, type NewPatient } from '@clinic/contracts';
import type { BirthDateReading } from './birth-date.ts';

/** A field as text; what is no text is nothing. */
export const fieldOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** A field that was left empty is not sent. Names are kept as typed; only the blanks a person cannot mean are left out. */
const filled = (form: FormData, name: string): string | undefined => {
  const text = fieldOf(form, name);
  return text.trim() === '' ? undefined : text.trim();
};

type Optional<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The same fields without those that are undefined. */
export const withoutEmpty = <T extends Record<string, unknown>>(fields: T): Optional<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Optional<T>;

const sexOf = (form: FormData): NewPatient['sex'] => sexes.find((sex) => sex === fieldOf(form, 'sex'));

const addressOf = (form: FormData): NewPatient['address'] => {
  const address = withoutEmpty({
    line: filled(form, 'line'),
    city: filled(form, 'city'),
    postalCode: filled(form, 'postalCode'),
  });
  return Object.keys(address).length === 0 ? undefined : address;
};

/** The form as the API's registration. */
export const bodyOf = (form: FormData, birthDate: BirthDateReading): NewPatient => ({
  id: fieldOf(form, 'id'),
  familyName: fieldOf(form, 'familyName').trim(),
  ...withoutEmpty({
    givenName: filled(form, 'givenName'),
    birthDate: birthDate.outcome === 'date' ? birthDate.date : undefined,
    sex: sexOf(form) ?? undefined,
    language: filled(form, 'language'),
    phone: filled(form, 'phone'),
    email: filled(form, 'email'),
    address: addressOf(form) ?? undefined,
    confirmNotDuplicate: fieldOf(form, 'confirmNotDuplicate') === 'yes' ? true : undefined,
  }),
});
