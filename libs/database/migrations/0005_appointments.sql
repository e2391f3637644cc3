-- Planned visits. Booked, arrived and checked-in hold their time: the three constraints below keep a practitioner and a
-- room from being promised twice in one lane, and a patient from being in two places. Lane 0 is the ordinary one; a
-- higher lane is an overbooking and carries its reason.
create table appointments (
  clinic_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  patient_id uuid not null,
  practitioner_id uuid not null,
  type_id uuid not null,
  room_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  during tstzrange not null generated always as (tstzrange(starts_at, ends_at, '[)')) stored,
  -- Longer than a day: kept in an index of its own, so that a day's list need not look back for weeks.
  is_long boolean not null generated always as (ends_at - starts_at > interval '1 day') stored,
  status text not null,
  status_since timestamptz not null,
  -- Where a cancelled or missed visit came from: the one step back.
  status_before text,
  arrived_at timestamptz,
  checked_in_at timestamptz,
  fulfilled_at timestamptz,
  lane smallint not null default 0,
  reason_enc bytea,
  overbook_reason_enc bytea,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint appointments_pkey primary key (clinic_id, id),
  constraint appointments_patient_fkey foreign key (clinic_id, patient_id) references patients (clinic_id, id),
  constraint appointments_practitioner_fkey foreign key (clinic_id, practitioner_id) references practitioners (clinic_id, id),
  constraint appointments_type_fkey foreign key (clinic_id, type_id) references appointment_types (clinic_id, id),
  constraint appointments_room_fkey foreign key (clinic_id, room_id) references rooms (clinic_id, id),
  constraint appointments_forward check (ends_at > starts_at),
  constraint appointments_status_known check (status in ('booked', 'arrived', 'checked-in', 'fulfilled', 'cancelled', 'noshow')),
  constraint appointments_lane_sane check (lane between 0 and 9),
  constraint appointments_overbooking_has_a_reason check ((lane > 0) = (overbook_reason_enc is not null)),
  constraint appointments_practitioner_free exclude using gist (
    clinic_id with =, practitioner_id with =, lane with =, during with &&
  ) where (status in ('booked', 'arrived', 'checked-in')),
  constraint appointments_room_free exclude using gist (
    clinic_id with =, room_id with =, lane with =, during with &&
  ) where (status in ('booked', 'arrived', 'checked-in')),
  constraint appointments_patient_free exclude using gist (
    clinic_id with =, patient_id with =, during with &&
  ) where (status in ('booked', 'arrived', 'checked-in'))
);
-- Under row-level security a range operator may not use an index (it is not leakproof), so looking goes by start.
create index appointments_by_start on appointments (clinic_id, starts_at);
create index appointments_by_practitioner on appointments (clinic_id, practitioner_id, starts_at);
create index appointments_by_room on appointments (clinic_id, room_id, starts_at) where room_id is not null;
create index appointments_by_patient on appointments (clinic_id, patient_id, starts_at);
create index appointments_by_type on appointments (clinic_id, type_id);
create index appointments_long on appointments (clinic_id, ends_at) where is_long;

-- Every step of every appointment, so that nothing a desk did is forgotten when it is undone.
create table appointment_steps (
  clinic_id uuid not null,
  id uuid not null,
  appointment_id uuid not null,
  status_from text not null,
  status_to text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  actor_id uuid,
  reason_enc bytea,
  constraint appointment_steps_pkey primary key (clinic_id, id),
  constraint appointment_steps_appointment_fkey foreign key (clinic_id, appointment_id) references appointments (clinic_id, id) on delete cascade
);
create index appointment_steps_by_appointment on appointment_steps (clinic_id, appointment_id);

-- Visits that happened.
create table encounters (
  clinic_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  patient_id uuid not null,
  practitioner_id uuid,
  appointment_id uuid,
  status text not null,
  class text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason_enc bytea,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint encounters_pkey primary key (clinic_id, id),
  constraint encounters_patient_fkey foreign key (clinic_id, patient_id) references patients (clinic_id, id),
  constraint encounters_practitioner_fkey foreign key (clinic_id, practitioner_id) references practitioners (clinic_id, id),
  constraint encounters_appointment_fkey foreign key (clinic_id, appointment_id) references appointments (clinic_id, id) on delete set null (appointment_id),
  constraint encounters_forward check (ends_at >= starts_at)
);
create index encounters_by_patient on encounters (clinic_id, patient_id, starts_at);
create index encounters_by_practitioner on encounters (clinic_id, practitioner_id);
create index encounters_by_appointment on encounters (clinic_id, appointment_id);

-- Clinical statements as they were imported, sealed whole; the chart reads them.
create table clinical_resources (
  clinic_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  patient_id uuid not null,
  resource_type text not null,
  recorded_at timestamptz,
  content_enc bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint clinical_resources_pkey primary key (clinic_id, id),
  constraint clinical_resources_patient_fkey foreign key (clinic_id, patient_id) references patients (clinic_id, id),
  constraint clinical_resources_type_known check (resource_type in
    ('AllergyIntolerance', 'Condition', 'MedicationRequest', 'Observation', 'Immunization', 'Procedure'))
);
create index clinical_resources_by_patient on clinical_resources (clinic_id, patient_id, resource_type, recorded_at desc);

alter table appointments enable row level security;
alter table appointments force row level security;
create policy appointments_of_the_clinic on appointments
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table appointment_steps enable row level security;
alter table appointment_steps force row level security;
create policy appointment_steps_of_the_clinic on appointment_steps
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table encounters enable row level security;
alter table encounters force row level security;
create policy encounters_of_the_clinic on encounters
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table clinical_resources enable row level security;
alter table clinical_resources force row level security;
create policy clinical_resources_of_the_clinic on clinical_resources
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert, update, delete on appointments, encounters, clinical_resources to clinic_app;
grant select, insert, delete on appointment_steps to clinic_app;
