// Every statement on `patients`, each a constant; what runs them is the repository.

const COLUMNS = `
  p.id, p.version, p.identity_enc as "identityEnc", p.alerts_enc as "alertsEnc",
  p.are_allergies_known as "areAllergiesKnown", p.seen_at as "seenAt", p.last_visit_at as "lastVisitAt",
  p.archived_at as "archivedAt", p.created_at as "createdAt", p.updated_at as "updatedAt"`;

// The next visit that still stands. `$2` is now in every statement that says it.
const NEXT = `
  (select min(a.starts_at) from appointments a
   where a.clinic_id = $1 and a.patient_id = p.id and a.starts_at > $2 and a.status = 'booked') as "nextAppointmentAt"`;

export const INSERT = `
  insert into patients (clinic_id, id, identity_enc, notes_enc, alerts_enc, are_allergies_known, file_number_bidx,
    phone_bidx, email_bidx, birth_date_bidx, seen_at, last_visit_at, created_at, updated_at)
  select $1::uuid, row.* , $13::timestamptz, $13::timestamptz
  from unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::boolean[], $7::bytea[], $8::bytea[], $9::bytea[],
    $10::bytea[], $11::timestamptz[], $12::timestamptz[]) as row`;

export const INSERT_ONE = `
  insert into patients (clinic_id, id, identity_enc, notes_enc, alerts_enc, are_allergies_known, file_number_bidx,
    phone_bidx, email_bidx, birth_date_bidx, seen_at, last_visit_at, created_at, updated_at, creation_bidx)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)`;

export const FIND_CREATION = `
  select p.id from patients p where p.clinic_id = $1 and p.id = $2 and p.creation_bidx = $3`;

export const FIND = `
  select ${COLUMNS}, p.notes_enc as "notesEnc", ${NEXT}
  from patients p where p.clinic_id = $1 and p.id = $3`;

export const FIND_FOR_UPDATE = `
  select ${COLUMNS}, p.notes_enc as "notesEnc", ${NEXT}
  from patients p where p.clinic_id = $1 and p.id = $3 for no key update of p`;

export const LIST_BY_IDS = `
  select ${COLUMNS}, ${NEXT}
  from patients p where p.clinic_id = $1 and p.id = any($3::uuid[])`;

const listSeen = (filter: string): string => `
  select ${COLUMNS}, ${NEXT}
  from patients p
  where p.clinic_id = $1 and p.archived_at ${filter} and (p.seen_at, p.id) < ($4::timestamptz, $5::uuid)
  order by p.seen_at desc, p.id desc limit $3`;

export const LIST_RECENT = listSeen('is null');

// By an index of its own: those put away are few, and would be looked for among everybody.
export const LIST_ARCHIVED = listSeen('is not null');

export const LIST_PAGE = `
  select ${COLUMNS}, null::timestamptz as "nextAppointmentAt"
  from patients p
  where p.clinic_id = $1 and (p.seen_at, p.id) < ($3::timestamptz, $4::uuid)
  order by p.seen_at desc, p.id desc limit $2`;

export const LIST_CANDIDATES = `
  select ${COLUMNS}, ${NEXT}
  from patients p
  where p.clinic_id = $1 and p.id in (
    select id from patients where clinic_id = $1 and phone_bidx = any($3::bytea[])
    union select id from patients where clinic_id = $1 and email_bidx = any($4::bytea[])
    -- A placeholder of a birth date may stand for hundreds: they must not crowd out who shares a phone.
    union (select id from patients where clinic_id = $1 and birth_date_bidx = any($5::bytea[]) limit 1000)
    union select id from patients where clinic_id = $1 and file_number_bidx = any($6::bytea[]))`;

export const UPDATE = `
  update patients set identity_enc = $4, notes_enc = $5, file_number_bidx = $6, phone_bidx = $7, email_bidx = $8,
    birth_date_bidx = $9, updated_at = $10, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3
  returning version`;

export const ARCHIVE = `
  update patients set archived_at = $4, updated_at = $5, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3
  returning version`;

export const TOUCH_SEEN = `
  update patients set last_visit_at = $3, seen_at = greatest(seen_at, $3), updated_at = $4, version = version + 1
  where clinic_id = $1 and id = $2 and (last_visit_at is null or last_visit_at < $3)
  returning version`;

export const DELETE = 'delete from patients where clinic_id = $1 and id = any($2::uuid[])';

export const NOTE_DUPLICATES = `
  insert into possible_duplicates (clinic_id, patient_id, other_patient_id, score, reasons, found_at)
  select $1::uuid, $2::uuid, row.id, row.score, string_to_array(row.reasons, ','), $6::timestamptz
  from unnest($3::uuid[], $4::smallint[], $5::text[]) as row(id, score, reasons)
  on conflict do nothing`;
