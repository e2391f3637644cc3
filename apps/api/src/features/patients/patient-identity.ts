import type { NewPatient, PatientChange } from '@clinic/contracts';
import { normalizeEmail } from '@clinic/encryption';
import { internationalPhone } from '@clinic/import';
import type { NewPatientRow, PatientIdentity, PatientKeys } from '@clinic/repositories';

type Address = NonNullable<NewPatient['address']>;

const fullAddress = (address: Address): NonNullable<PatientIdentity['address']> => ({
  line: address.line ?? null,
  city: address.city ?? null,
  state: address.state ?? null,
  postalCode: address.postalCode ?? null,
  country: address.country ?? null,
});

const orNull = <Value>(value: Value | null | undefined): Value | null => value ?? null;

/** What a registration says of a person, byte for byte as it was typed. */
export const identityOf = (body: NewPatient, fileNumber: string): PatientIdentity => ({
  fileNumber,
  familyName: body.familyName,
  givenName: orNull(body.givenName),
  preferredName: orNull(body.preferredName),
  birthDate: orNull(body.birthDate),
  sex: orNull(body.sex),
  phone: orNull(body.phone),
  otherPhones: body.otherPhones ?? [],
  email: orNull(body.email),
  address: body.address ? fullAddress(body.address) : null,
  identifiers: body.identifiers ?? [],
  language: orNull(body.language),
  formerNames: [],
  birthDateText: null,
  isDeceased: false,
});

/** A field that is not sent stays, null clears it. */
const changed = <Value>(change: Value | null | undefined, current: Value | null): Value | null =>
  change === undefined ? current : change;

export const mergeIdentity = (current: PatientIdentity, change: PatientChange): PatientIdentity => ({
  ...current,
  familyName: change.familyName ?? current.familyName,
  givenName: changed(change.givenName, current.givenName),
  preferredName: changed(change.preferredName, current.preferredName),
  birthDate: changed(change.birthDate, current.birthDate),
  birthDateText: change.birthDate ? null : current.birthDateText,
  sex: changed(change.sex, current.sex),
  phone: changed(change.phone, current.phone),
  ...(changed(change.phone, current.phone) === current.phone ? {} : { phoneExtension: null }),
  otherPhones: change.otherPhones ?? current.otherPhones,
  email: changed(change.email, current.email),
  address: changed(
    change.address === undefined || change.address === null ? change.address : fullAddress(change.address),
    current.address,
  ),
  identifiers: change.identifiers ?? current.identifiers,
  language: changed(change.language, current.language),
});

/** What a person is looked up by, in the one spelling that is hashed. @param country ISO 3166-1 alpha-2, for phones without a prefix. */
export const keysOf = (
  person: {
    phone?: string | null | undefined;
    email?: string | null | undefined;
    birthDate?: string | null | undefined;
  },
  country: string,
): Omit<PatientKeys, 'fileNumber'> => ({
  phone: person.phone ? internationalPhone(person.phone, country) : null,
  email: person.email ? normalizeEmail(person.email) : null,
  birthDate: person.birthDate ?? null,
});

/** The row of someone registered now: not seen yet, allergies not asked yet. */
export const toNewRow = (person: {
  id: string;
  fileNumber: string;
  body: NewPatient;
  keys: PatientKeys;
  now: Date;
}): NewPatientRow => ({
  id: person.id,
  identity: identityOf(person.body, person.fileNumber),
  keys: person.keys,
  notes: person.body.notes ?? null,
  alerts: [],
  areAllergiesKnown: false,
  seenAt: person.now,
  lastVisitAt: null,
  now: person.now,
});
