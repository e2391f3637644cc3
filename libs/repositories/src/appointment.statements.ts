// Every statement on `appointments` and their steps, each a constant; what runs them is the repository.

const SELECT = `
  select a.id, a.version, a.patient_id as "patientId", a.practitioner_id as "practitionerId", a.type_id as "typeId",
    a.room_id as "roomId", a.starts_at as "startsAt", a.ends_at as "endsAt", a.status, a.status_since as "statusSince",
    a.status_before as "statusBefore", a.arrived_at as "arrivedAt", a.checked_in_at as "checkedInAt",
    a.fulfilled_at as "fulfilledAt", a.lane, a.reason_enc as "reasonEnc", a.overbook_reason_enc as "overbookReasonEnc",
    a.created_at as "createdAt", p.identity_enc as "identityEnc", p.alerts_enc as "alertsEnc"
  from appointments a join patients p on p.clinic_id = a.clinic_id and p.id = a.patient_id`;

export const FIND = `${SELECT} where a.clinic_id = $1 and a.id = $2 and p.clinic_id = $1`;

export const FIND_FOR_UPDATE = `${FIND} for no key update of a`;

// What overlaps a range starts before its end and, unless it is longer than a day, within the day before its start.
const inRange = (filter: string): string => `
  ${SELECT}
  where a.clinic_id = $1 and p.clinic_id = $1 and a.starts_at < $3 and a.starts_at >= $4 and a.ends_at > $2 ${filter}
  union all
  ${SELECT}
  where a.clinic_id = $1 and p.clinic_id = $1 and a.is_long and a.ends_at > $2 and a.starts_at < $4 ${filter}
  order by "startsAt", "id"`;

export const LIST = inRange('');
export const LIST_OF_PRACTITIONER = inRange('and a.practitioner_id = $5');
export const LIST_OF_PATIENT = inRange('and a.patient_id = $5');
export const LIST_OF_BOTH = inRange('and a.practitioner_id = $5 and a.patient_id = $6');

const BLOCKING_COLUMNS = `
  a.id, a.practitioner_id as "practitionerId", a.room_id as "roomId", a.patient_id as "patientId",
  a.starts_at as "startsAt", a.ends_at as "endsAt", a.lane, a.type_id as "typeId"`;

const HOLDS_TIME = "a.status in ('booked', 'arrived', 'checked-in')";

// Looked for as in a list: what began within the day before, and apart from it what lasts for days.
const overlapping = `
  select ${BLOCKING_COLUMNS} from appointments a
  where a.clinic_id = $1 and a.starts_at < $3 and a.starts_at >= $4 and a.ends_at > $2 and ${HOLDS_TIME}`;

const lasting = `
  select ${BLOCKING_COLUMNS} from appointments a
  where a.clinic_id = $1 and a.is_long and a.ends_at > $2 and a.starts_at < $4 and ${HOLDS_TIME}`;

export const LIST_BLOCKING = `
  ${overlapping} and a.practitioner_id = $5
  union ${overlapping} and a.room_id = $6
  union ${overlapping} and a.patient_id = $7
  union ${lasting} and (a.practitioner_id = $5 or a.room_id = $6 or a.patient_id = $7)`;

export const LIST_BUSY = `${overlapping} union all ${lasting} order by "startsAt"`;

// What is over or still to come took its time; a second lane takes none of its own.
export const LIST_HELD = `
  select a.practitioner_id as "practitionerId", a.starts_at as "startsAt", a.ends_at as "endsAt"
  from appointments a
  where a.clinic_id = $1 and a.starts_at >= $2 and a.starts_at < $3 and a.lane = 0
    and a.status not in ('cancelled', 'noshow')`;

export const INSERT = `
  insert into appointments (clinic_id, id, patient_id, practitioner_id, type_id, room_id, starts_at, ends_at, status,
    status_since, status_before, arrived_at, checked_in_at, fulfilled_at, lane, reason_enc, overbook_reason_enc,
    created_at, updated_at)
  select $1::uuid, row.*, $18::timestamptz, $18::timestamptz
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::timestamptz[],
    $9::text[], $10::timestamptz[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
    $15::smallint[], $16::bytea[], $17::bytea[]) as row`;

export const INSERT_ONE = `
  insert into appointments (clinic_id, id, patient_id, practitioner_id, type_id, room_id, starts_at, ends_at, status,
    status_since, status_before, arrived_at, checked_in_at, fulfilled_at, lane, reason_enc, overbook_reason_enc,
    created_at, updated_at, creation_bidx)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19)`;

export const FIND_CREATION = `
  select a.id from appointments a where a.clinic_id = $1 and a.id = $2 and a.creation_bidx = $3`;

export const MOVE = `
  update appointments set practitioner_id = $4, type_id = $5, room_id = $6, starts_at = $7, ends_at = $8, lane = $9,
    reason_enc = $10, overbook_reason_enc = $11, updated_at = $12, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3
  returning version`;

export const CHANGE_STATUS = `
  update appointments set status = $4, status_since = $5, status_before = $6, arrived_at = $7, checked_in_at = $8,
    fulfilled_at = $9, updated_at = $10, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3
  returning version`;

export const INSERT_STEP = `
  insert into appointment_steps (clinic_id, id, appointment_id, status_from, status_to, occurred_at, recorded_at,
    actor_id, reason_enc)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

export const LIST_VISITS = `
  select * from (
    select 'appointment' as kind, a.id, a.starts_at as "startsAt", a.ends_at as "endsAt", a.status,
      a.practitioner_id as "practitionerId", a.type_id as "typeId", a.reason_enc as "reasonEnc"
    from appointments a where a.clinic_id = $1 and a.patient_id = $2
    union all
    select 'encounter', e.id, e.starts_at, e.ends_at, e.status, e.practitioner_id, null, e.reason_enc
    from encounters e where e.clinic_id = $1 and e.patient_id = $2 and e.appointment_id is null
  ) as visits
  where ("startsAt", id) < ($3::timestamptz, $4::uuid)
  order by "startsAt" desc, id desc limit $5`;

export const DELETE = 'delete from appointments where clinic_id = $1 and id = any($2::uuid[])';
