import type { ImportedClinical } from '@clinic/import';
import { readAllergyNews } from './allergy-news.ts';
import { settle } from './import-plan.ts';
import { settleRepeated, type Repeated } from './plan-staff.ts';
import { sourceNames } from './plan-visits.ts';
import type { BatchScope } from './run-scope.ts';
import { namesOf } from './source-book.ts';

const asInstant = (text: string | null): Date | null => {
  const instant = new Date(text ?? '');
  return Number.isNaN(instant.getTime()) ? null : instant;
};

/** Keeps a clinical statement whole; an allergy also shows in the banner at once. */
export const planClinical = ({ run, plan }: BatchScope, clinical: ImportedClinical, task: Repeated): void => {
  const names = sourceNames('clinical', clinical);
  const known = run.sources.find(names);
  if (known !== undefined || task.occurrence > 1) return settleRepeated(task, known ?? null);
  const patientId = run.sources.find(namesOf('patient', clinical.patient));
  if (patientId === undefined) return settle(task.row, { action: 'reject', warnings: ['patient_not_found'] });
  const id = run.newId();
  const { resourceType, content } = clinical;
  plan.clinicals.push({ id, patientId, resourceType, recordedAt: asInstant(clinical.recordedAt), content });
  plan.touched.add(patientId);
  const news = readAllergyNews(content);
  if (news) plan.allergy(patientId, news);
  for (const name of names) run.sources.add(name, id);
  settle(task.row, { action: 'create', entityId: id, isOwned: true });
};
