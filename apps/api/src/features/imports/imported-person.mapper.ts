import { internationalPhone, type ImportedPatient, type KnownPerson } from '@clinic/import';
import type { NewPatientRow, PatientIdentity, PersonRow } from '@clinic/repositories';

/** So many of each does the interface show and take. */
const MOST_PHONES = 11;
const MOST_IDENTIFIERS = 20;
/** What an id column of a table is kept under, so that people are still found by their old number. */
const EARLIER_NUMBER = 'earlier-number';

const earlierNumber = ({ sourceId }: ImportedPatient): PatientIdentity['identifiers'] =>
  sourceId === null || sourceId.startsWith('Patient/') ? [] : [{ system: EARLIER_NUMBER, value: sourceId }];

const identityOf = (patient: ImportedPatient, fileNumber: string): PatientIdentity => {
  const [phone = null, ...otherPhones] = patient.phones.slice(0, MOST_PHONES);
  return {
    fileNumber,
    familyName: patient.familyName,
    givenName: patient.givenName,
    preferredName: patient.otherNames.find(({ kind }) => kind === 'preferred')?.name ?? null,
    birthDate: patient.birthDate,
    sex: patient.sex,
    phone,
    phoneExtension: patient.phoneExtension,
    otherPhones,
    email: patient.email,
    address: patient.address,
    identifiers: [...patient.identifiers, ...earlierNumber(patient)].slice(0, MOST_IDENTIFIERS),
    language: patient.language,
    formerNames: patient.otherNames.filter(({ kind }) => kind !== 'preferred').map(({ name }) => name),
    birthDateText: patient.birthDateText,
    isDeceased: patient.isDeceased,
  };
};

const E164 = /^\+\d{6,15}$/;

/** The one spelling a phone is looked up by; null where it is none of this country. */
export const phoneKeyOf = (phone: string, country: string): string | null =>
  E164.test(phone) ? phone : internationalPhone(phone, country);

/** The row of a person an import brings in: registered now, not seen yet, allergies not told yet. */
export const toPatientRow = (
  { id, patient }: { id: string; patient: ImportedPatient },
  now: { fileNumber: string; country: string; now: Date },
): NewPatientRow => {
  const [phone] = patient.phones;
  return {
    id,
    identity: identityOf(patient, now.fileNumber),
    keys: {
      fileNumber: now.fileNumber,
      phone: phone === undefined ? null : phoneKeyOf(phone, now.country),
      email: patient.email,
      birthDate: patient.birthDate,
    },
    notes: patient.notes,
    alerts: [],
    areAllergiesKnown: false,
    seenAt: now.now,
    lastVisitAt: null,
    now: now.now,
  };
};

/** A person of the clinic as an import compares people. @param sourceId the id of the record that leads to them, if one does. */
export const toKnownPerson = (
  { id, identity }: PersonRow,
  known: { sourceId: string | null; country: string },
): KnownPerson => ({
  patientId: id,
  sourceId: known.sourceId,
  familyName: identity.familyName,
  givenName: identity.givenName,
  otherNames: [
    ...(identity.preferredName === null
      ? []
      : [{ kind: 'preferred' as const, name: identity.preferredName }]),
    ...identity.formerNames.map((name) => ({ kind: 'former' as const, name })),
  ],
  birthDate: identity.birthDate,
  birthDateText: identity.birthDateText,
  sex: identity.sex ?? 'unknown',
  phones: [...(identity.phone === null ? [] : [identity.phone]), ...identity.otherPhones].map(
    (phone) => phoneKeyOf(phone, known.country) ?? phone,
  ),
  phoneExtension: identity.phoneExtension ?? null,
  email: identity.email,
  address: identity.address,
  identifiers: identity.identifiers.filter(({ system }) => system !== EARLIER_NUMBER),
  language: identity.language,
  notes: null,
  isDeceased: identity.isDeceased,
  isActive: true,
});
