import type { Transaction } from '@clinic/database';
import type { ClinicCiphers } from './clinic-ciphers.ts';
import { openContent, sealContent, type ClinicalContent } from './clinical-resource.columns.ts';

export type NewClinicalResource = {
  id: string;
  patientId: string;
  resourceType: string;
  recordedAt: Date | null;
  content: ClinicalContent;
};

/** A clinical statement, opened. */
export type ClinicalResourceRow = { id: string; patientId: string; content: ClinicalContent };

const INSERT = `
  insert into clinical_resources (clinic_id, id, patient_id, resource_type, recorded_at, content_enc, created_at, updated_at)
  select $1::uuid, row.*, $7::timestamptz, $7::timestamptz
  from unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::bytea[]) as row`;

const LIST_OF_SAME_PEOPLE = `
  select id, patient_id as "patientId", content_enc as "contentEnc" from clinical_resources
  where clinic_id = $1 and resource_type = $2 and patient_id in (
    select patient_id from clinical_resources where clinic_id = $1 and id = any($3::uuid[]))`;

/** Rows of `clinical_resources`: each is sealed whole. */
export class ClinicalResourceRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  async insertMany(tx: Transaction, rows: readonly NewClinicalResource[], now: Date): Promise<void> {
    if (rows.length === 0) return;
    const cipher = this.ciphers.known(tx);
    await tx.query(INSERT, [
      tx.clinicId,
      rows.map((row) => row.id),
      rows.map((row) => row.patientId),
      rows.map((row) => row.resourceType),
      rows.map((row) => row.recordedAt),
      rows.map((row) => sealContent(cipher, row.id, row.content)),
      now,
    ]);
  }

  /** Everything of one type that is known of the people these are about. */
  async listOfSamePeople(
    tx: Transaction,
    resourceType: string,
    ids: readonly string[],
  ): Promise<ClinicalResourceRow[]> {
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<{ id: string; patientId: string; contentEnc: Buffer }>(LIST_OF_SAME_PEOPLE, [
        tx.clinicId,
        resourceType,
        [...ids],
      ]),
    ]);
    return rows.map(({ contentEnc, ...row }) => ({
      ...row,
      content: openContent(cipher, row.id, contentEnc),
    }));
  }
}
