/** What of a patient is searched. Folded into the index and not kept. */
export type SearchDocument = {
  /** UUID. */
  id: string;
  givenName: string | null;
  familyName: string;
  otherNames: string[];
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  birthDate: string | null;
  /** E.164 or as typed. */
  phones: string[];
  email: string | null;
  fileNumber: string;
  /** Insurance, national or other numbers. */
  identifiers: string[];
  /** Unix milliseconds of the last visit, or of the registration where there was none: the order of results. */
  seenAtMs: number;
};

/** How the clinic writes numeric dates. */
export type DateOrder = 'mdy' | 'dmy' | 'ymd';

/**
 * Why a patient was found. `term` is for highlighting: the folded fragment as typed (name, e-mail), its digits (phone)
 * or letters and digits (file number, identifier), the date as read (`1984-03-12`, `1984-03`, `1984`, `--03-12`), or for
 * `typo` and `sound` the folded word of the patient's name that was taken for the typed one.
 */
export type SearchReason = {
  kind: 'name' | 'phone' | 'email' | 'fileNumber' | 'identifier' | 'birthDate' | 'typo' | 'sound';
  term: string;
};
