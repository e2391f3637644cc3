import { foldHeader } from './column-names.ts';

/** What a table without people in it holds, one row each; `isRead` where the rows have a place in the clinic. */
export type TableKind = { content: string; isRead: boolean };

type Signature = TableKind & { columns: string };

/** Tables of Synthea and OpenEMR exports by columns only they have. The more definite stand first. */
const SIGNATURES: Signature[] = [
  { content: 'Encounter', isRead: true, columns: 'id start stop patient encounterclass' },
  { content: 'Practitioner', isRead: true, columns: 'id organization name gender speciality' },
  { content: 'Practitioner', isRead: true, columns: 'id organization name gender specialty' },
  { content: 'Organization', isRead: false, columns: 'id name address revenue' },
  { content: 'MedicationRequest', isRead: false, columns: 'start patient code dispenses' },
  { content: 'Observation', isRead: false, columns: 'date patient code value units' },
  { content: 'AllergyIntolerance', isRead: false, columns: 'start patient code reaction1' },
  { content: 'Immunization', isRead: false, columns: 'date patient encounter code basecost' },
  { content: 'Procedure', isRead: false, columns: 'start patient encounter code basecost' },
  { content: 'Device', isRead: false, columns: 'start patient code udi' },
  { content: 'CarePlan', isRead: false, columns: 'id start patient encounter code' },
  { content: 'Condition', isRead: false, columns: 'start stop patient encounter code' },
  // Its times have no zone, so no instant can be told from them.
  { content: 'Encounter without time zone', isRead: false, columns: 'id date pid encounter reason' },
];

/** Which known table without people has this header, if any. */
export const tableKindOf = (header: readonly string[]): TableKind | null => {
  const names = new Set(header.map(foldHeader));
  const signature = SIGNATURES.find(({ columns }) => columns.split(' ').every((column) => names.has(column)));
  return signature ? { content: signature.content, isRead: signature.isRead } : null;
};

/** Columns of staff, visits, accounts and bills, in which people are named as well. */
const OTHER_THINGS: ReadonlySet<string> = new Set(
  (
    'employeeid employeenumber employeeno staffid staffnumber npi specialty speciality department jobtitle position ' +
    'role salary wage hiredate username login password permission start stop startsat endsat starttime endtime ' +
    'startdate enddate appointmentid appointmentdate appointmenttime appointmenttype visitdate visittype encounter ' +
    'encounterid encounterdate encounterclass servicedate dateofservice procedurecode ' +
    'dose dosage invoice invoiceid invoicenumber invoiceno invoicedate amount amountdue price quantity claimid ' +
    'claimnumber payment paymentdate transactionid'
  ).split(' '),
);

/** Whether a table that names people is about something else. */
export const isOfOtherThings = (header: readonly string[]): boolean =>
  header.some((name) => OTHER_THINGS.has(foldHeader(name)));
