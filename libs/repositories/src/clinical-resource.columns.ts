import type { ClinicCipher } from './clinic-ciphers.ts';

/** A clinical statement as FHIR writes it. */
export type ClinicalContent = { [member: string]: unknown };

const placeOf = (rowId: string) => ({ table: 'clinical_resources', column: 'content_enc', rowId });

export const sealContent = ({ field }: ClinicCipher, rowId: string, content: ClinicalContent): Buffer =>
  field.seal(placeOf(rowId), JSON.stringify(content), { padTo: 64 });

export const openContent = ({ field }: ClinicCipher, rowId: string, envelope: Buffer): ClinicalContent =>
  JSON.parse(field.open(placeOf(rowId), envelope)) as ClinicalContent;
