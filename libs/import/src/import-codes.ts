/** What staff should know of a record that was imported nevertheless. Codes are stable and never hold a value. */
export type WarningCode =
  | 'birth_date_had_time'
  | 'birth_date_implausible'
  | 'birth_date_missing'
  | 'birth_date_partial'
  | 'control_character_removed'
  | 'country_not_understood'
  | 'date_order_differs_from_column'
  | 'date_order_inferred_from_column'
  | 'email_invalid'
  | 'excel_serial_date'
  | 'extra_cells'
  | 'hours_not_taken'
  | 'identifier_too_long'
  | 'legacy_id_conflict'
  | 'mojibake_repaired'
  | 'name_split'
  | 'other_name_too_long'
  | 'phone_missing'
  | 'phone_not_understood'
  | 'phone_unrecoverable'
  | 'possible_duplicate'
  | 'possible_test_record'
  | 'postal_code_zero_restored'
  | 'second_email_ignored'
  | 'sex_not_understood'
  | 'short_row'
  | 'text_shortened'
  | 'time_of_day_missing'
  | 'two_digit_year';

/** Why a record is not imported. */
export type RejectionCode =
  | 'broken_json'
  | 'end_missing'
  | 'id_invalid'
  | 'invalid_birth_date'
  | 'invalid_date'
  | 'name_missing'
  | 'name_too_long'
  | 'not_a_resource'
  | 'patient_reference_missing'
  | 'period_reversed'
  | 'practitioner_reference_missing'
  | 'quote_not_closed'
  | 'record_too_large'
  | 'start_missing'
  | 'status_invalid'
  | 'text_not_storable';

/** Why a record is passed over: it never was a person or a visit. */
export type SkipCode =
  'blank_row' | 'entered_in_error' | 'no_resource' | 'not_scheduled' | 'repeated_header' | 'totals_row';

/** Collects what was found wrong with one record, each code once and in the order met. */
export class Findings {
  readonly warnings: WarningCode[] = [];
  readonly rejections: RejectionCode[] = [];

  warn(code: WarningCode): void {
    if (!this.warnings.includes(code)) this.warnings.push(code);
  }

  reject(code: RejectionCode): void {
    if (!this.rejections.includes(code)) this.rejections.push(code);
  }
}
