import type { Alert } from '@clinic/contracts';
import type { ClinicCipher } from './clinic-ciphers.ts';

/** Who a person is: one sealed envelope per row. */
export type PatientIdentity = {
  fileNumber: string;
  familyName: string;
  givenName: string | null;
  preferredName: string | null;
  birthDate: string | null;
  sex: 'female' | 'male' | 'other' | 'unknown' | null;
  phone: string | null;
  /** Extension of the first number, where an import knew one. */
  phoneExtension?: string | null;
  otherPhones: string[];
  email: string | null;
  address: {
    line: string | null;
    city: string | null;
    state: string | null;
    postalCode: string | null;
    country: string | null;
  } | null;
  identifiers: { system: string; value: string }[];
  language: string | null;
  /** Maiden and other earlier names: found by search, shown nowhere as the name. */
  formerNames: string[];
  /** `1984` or `1984-05` where an import knew no more; then `birthDate` is null. */
  birthDateText: string | null;
  isDeceased: boolean;
};

/** Stands for an identity that does not open. */
export const UNREADABLE_IDENTITY: PatientIdentity = Object.freeze({
  ...{ fileNumber: '', familyName: '', givenName: null, preferredName: null, birthDate: null, sex: null },
  ...{ phone: null, otherPhones: [], email: null, address: null, identifiers: [], language: null },
  ...{ formerNames: [], birthDateText: null, isDeceased: false },
});

/** Stands for alerts that do not open: "none" would be a dangerous thing to say. */
export const UNREADABLE_ALERTS: Alert[] = [
  { kind: 'alert', label: 'The alerts of this person cannot be read', severity: 'high' },
];

const TABLE = 'patients';
// Lengths say something about what is sealed; rounded up they say less.
const PAD_TO = 64;

export const sealIdentity = ({ field }: ClinicCipher, rowId: string, identity: PatientIdentity): Buffer =>
  field.seal({ table: TABLE, column: 'identity_enc', rowId }, JSON.stringify(identity), { padTo: PAD_TO });

export const openIdentity = ({ field }: ClinicCipher, rowId: string, envelope: Buffer): PatientIdentity =>
  JSON.parse(field.open({ table: TABLE, column: 'identity_enc', rowId }, envelope)) as PatientIdentity;

/** The same, remembering: for what is shown, and is likely to be shown again. The identity is shared and must not be changed. */
export const recallIdentity = (cipher: ClinicCipher, rowId: string, envelope: Buffer): PatientIdentity =>
  cipher.identities.recall(`${cipher.clinicId}/${rowId}`, envelope, () =>
    Object.freeze(openIdentity(cipher, rowId, envelope)),
  );

export const sealNotes = ({ field }: ClinicCipher, rowId: string, notes: string | null): Buffer | null =>
  notes === null ? null : field.seal({ table: TABLE, column: 'notes_enc', rowId }, notes, { padTo: PAD_TO });

export const openNotes = ({ field }: ClinicCipher, rowId: string, envelope: Buffer | null): string | null =>
  envelope === null ? null : field.open({ table: TABLE, column: 'notes_enc', rowId }, envelope);

export const sealAlerts = ({ field }: ClinicCipher, rowId: string, alerts: Alert[]): Buffer | null =>
  alerts.length === 0
    ? null
    : field.seal({ table: TABLE, column: 'alerts_enc', rowId }, JSON.stringify(alerts), { padTo: PAD_TO });

export const openAlerts = ({ field }: ClinicCipher, rowId: string, envelope: Buffer | null): Alert[] =>
  envelope === null
    ? []
    : (JSON.parse(field.open({ table: TABLE, column: 'alerts_enc', rowId }, envelope)) as Alert[]);

/** What is looked up exactly, already normalised: phone in international form, e-mail in lower case. */
export type PatientKeys = {
  fileNumber: string;
  phone: string | null;
  email: string | null;
  birthDate: string | null;
};

export type PatientIndexes = {
  fileNumber: Buffer;
  phone: Buffer | null;
  email: Buffer | null;
  birthDate: Buffer | null;
};

export const indexKeys = ({ index }: ClinicCipher, keys: PatientKeys): PatientIndexes => ({
  fileNumber: index.of(TABLE, 'file_number_bidx', keys.fileNumber),
  phone: keys.phone === null ? null : index.of(TABLE, 'phone_bidx', keys.phone),
  email: keys.email === null ? null : index.of(TABLE, 'email_bidx', keys.email),
  birthDate: keys.birthDate === null ? null : index.of(TABLE, 'birth_date_bidx', keys.birthDate),
});

/** The keys by which several may be found: an import asks for those of hundreds at once. */
export const sharedIndexes = (
  { index }: ClinicCipher,
  { phones, email, birthDate }: { phones: readonly string[]; email: string | null; birthDate: string | null },
) => ({
  phones: phones.map((phone) => index.of(TABLE, 'phone_bidx', phone)),
  email: email === null ? null : index.of(TABLE, 'email_bidx', email),
  birthDate: birthDate === null ? null : index.of(TABLE, 'birth_date_bidx', birthDate),
});

/** What was asked for when the row was made, where its sender chose the id. */
export const indexCreation = ({ index }: ClinicCipher, creation: string): Buffer =>
  index.of(TABLE, 'creation_bidx', creation);
