import type { ImportAction, ImportBatch } from '@clinic/contracts';
import type { MarkKind } from '@clinic/ui';
import { useText, type TextKey } from '#texts';

/** The shape of what becomes of a record. */
export const actionMarks: Record<ImportAction, MarkKind> = {
  create: 'done',
  duplicate: 'due',
  review: 'waiting',
  reject: 'refused',
  skip: 'gone',
};

const stateMarks: Record<ImportBatch['status'], MarkKind> = {
  running: 'waiting',
  done: 'done',
  failed: 'refused',
  undone: 'gone',
};

/** A preview that went well changed nothing: it is not "done". */
export const stateOf = ({
  status,
  isDryRun,
}: ImportBatch): { mark: MarkKind; text: TextKey & `imports.state.${string}` } =>
  isDryRun && status === 'done'
    ? { mark: 'due', text: 'imports.state.preview' }
    : { mark: stateMarks[status], text: `imports.state.${status}` };

const problems: Record<string, TextKey & `imports.problem.${string}`> = {
  upload_broken: 'imports.problem.upload_broken',
  stopped: 'imports.problem.stopped',
  not_understood: 'imports.problem.not_understood',
  interrupted: 'imports.problem.interrupted',
};

export const problemText = ({
  problem = '',
  isDryRun,
}: ImportBatch): TextKey & `imports.problem.${string}` => {
  const isAboutProgress = problem === 'stopped' || problem === 'interrupted';
  if (isDryRun && isAboutProgress) return 'imports.problem.preview';
  return problems[problem] ?? 'imports.problem.other';
};

const kinds = [
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Appointment',
  'AppointmentType',
  'Encounter',
  'AllergyIntolerance',
  'Condition',
  'Unknown',
] as const;

const reasons = [
  'birth_date_had_time',
  'birth_date_implausible',
  'birth_date_missing',
  'birth_date_partial',
  'control_character_removed',
  'country_not_understood',
  'date_order_differs_from_column',
  'date_order_inferred_from_column',
  'email_invalid',
  'excel_serial_date',
  'extra_cells',
  'hours_not_taken',
  'identifier_too_long',
  'legacy_id_conflict',
  'mojibake_repaired',
  'name_split',
  'other_name_too_long',
  'phone_missing',
  'phone_not_understood',
  'phone_unrecoverable',
  'possible_duplicate',
  'possible_test_record',
  'postal_code_zero_restored',
  'second_email_ignored',
  'sex_not_understood',
  'short_row',
  'text_shortened',
  'time_of_day_missing',
  'two_digit_year',
  'broken_json',
  'end_missing',
  'id_invalid',
  'invalid_birth_date',
  'invalid_date',
  'name_missing',
  'name_too_long',
  'not_a_resource',
  'patient_reference_missing',
  'period_reversed',
  'practitioner_reference_missing',
  'quote_not_closed',
  'record_too_large',
  'start_missing',
  'status_invalid',
  'text_not_storable',
  'blank_row',
  'entered_in_error',
  'no_resource',
  'not_scheduled',
  'repeated_header',
  'totals_row',
  'changed_in_source',
  'location_not_found',
  'patient_not_found',
  'practitioner_missing',
  'practitioner_not_found',
  'time_taken',
  'not_supported',
] as const;

type Kind = (typeof kinds)[number];
type Reason = (typeof reasons)[number];

const isKind = (kind: string): kind is Kind => kinds.some((known) => known === kind);
const isReason = (code: string): code is Reason => reasons.some((known) => known === code);

/** `time_taken` -> `Time taken`, `CarePlan` -> `Care plan`: better than nothing for what has no words yet. */
const spelled = (code: string): string => {
  const words = code
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Kinds of records and what was noticed about them, in plain words. */
export const useImportWords = (): { kind: (kind: string) => string; reason: (code: string) => string } => {
  const t = useText();
  return {
    kind: (kind) => (isKind(kind) ? t(`imports.kind.${kind}`) : spelled(kind)),
    reason: (code) => (isReason(code) ? t(`imports.why.${code}`) : `${spelled(code)}.`),
  };
};
