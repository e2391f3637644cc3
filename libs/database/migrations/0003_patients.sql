-- A person cared for. Everything that identifies them stands in one sealed envelope; the *_bidx columns are keyed hashes
-- that answer "exactly this phone, e-mail, birth date or file number" and nothing else.
create table patients (
  clinic_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  identity_enc bytea not null,
  notes_enc bytea,
  alerts_enc bytea,
  are_allergies_known boolean not null default false,
  file_number_bidx bytea not null,
  phone_bidx bytea,
  email_bidx bytea,
  birth_date_bidx bytea,
  -- The order of every list: the last visit, or the registration where there was none yet.
  seen_at timestamptz not null,
  last_visit_at timestamptz,
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint patients_pkey primary key (clinic_id, id),
  constraint patients_clinic_fkey foreign key (clinic_id) references clinics (clinic_id),
  constraint patients_file_number_unique unique (clinic_id, file_number_bidx)
);
create index patients_by_seen on patients (clinic_id, seen_at desc, id desc);
create index patients_by_phone on patients (clinic_id, phone_bidx) where phone_bidx is not null;
create index patients_by_email on patients (clinic_id, email_bidx) where email_bidx is not null;
create index patients_by_birth_date on patients (clinic_id, birth_date_bidx) where birth_date_bidx is not null;

-- Two people who may be one: kept for the list of duplicates.
create table possible_duplicates (
  clinic_id uuid not null,
  patient_id uuid not null,
  other_patient_id uuid not null,
  score smallint not null,
  reasons text[] not null,
  found_at timestamptz not null,
  resolved_at timestamptz,
  constraint possible_duplicates_pkey primary key (clinic_id, patient_id, other_patient_id),
  constraint possible_duplicates_patient_fkey foreign key (clinic_id, patient_id) references patients (clinic_id, id) on delete cascade,
  constraint possible_duplicates_other_fkey foreign key (clinic_id, other_patient_id) references patients (clinic_id, id) on delete cascade
);
create index possible_duplicates_by_other on possible_duplicates (clinic_id, other_patient_id);

alter table patients enable row level security;
alter table patients force row level security;
create policy patients_of_the_clinic on patients
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table possible_duplicates enable row level security;
alter table possible_duplicates force row level security;
create policy possible_duplicates_of_the_clinic on possible_duplicates
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert, update, delete on patients, possible_duplicates to clinic_app;
