-- What was brought in from elsewhere, row by row, so that a second run changes nothing and a whole import can be undone.
create table imports (
  clinic_id uuid not null,
  id uuid not null,
  status text not null,
  is_dry_run boolean not null,
  format text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  records_read integer not null default 0,
  counts jsonb not null default '{}',
  unsupported jsonb not null default '{}',
  -- Headings that nobody asked for, sealed: a table without a header has a person's data there.
  detail_enc bytea,
  -- Why it failed, as a code.
  problem text,
  actor_id uuid,
  constraint imports_pkey primary key (clinic_id, id),
  constraint imports_clinic_fkey foreign key (clinic_id) references clinics (clinic_id),
  constraint imports_status_known check (status in ('running', 'done', 'failed', 'undone'))
);
create index imports_by_time on imports (clinic_id, started_at desc);

-- `detail_enc` seals what names the record in its own system and the file it came in.
create table import_rows (
  clinic_id uuid not null,
  import_id uuid not null,
  ordinal integer not null,
  record integer not null,
  kind text not null,
  action text not null,
  of_record integer,
  entity_id uuid,
  warnings text[] not null default '{}',
  detail_enc bytea,
  constraint import_rows_pkey primary key (clinic_id, import_id, ordinal),
  constraint import_rows_import_fkey foreign key (clinic_id, import_id) references imports (clinic_id, id) on delete cascade,
  constraint import_rows_action_known check (action in ('create', 'duplicate', 'review', 'reject', 'skip'))
);

-- What is already known of a record, by keyed hash of its source and content: the memory that makes re-runs harmless.
create table import_records (
  clinic_id uuid not null,
  record_key bytea not null,
  kind text not null,
  action text not null,
  of_record integer,
  entity_id uuid,
  -- The version it had when it was imported: edited since means it is not taken back.
  entity_version integer,
  warnings text[] not null default '{}',
  import_id uuid not null,
  constraint import_records_pkey primary key (clinic_id, record_key),
  constraint import_records_import_fkey foreign key (clinic_id, import_id) references imports (clinic_id, id)
);
create index import_records_by_import on import_records (clinic_id, import_id, kind, record_key);
create index import_records_by_entity on import_records (clinic_id, entity_id) where entity_id is not null;

-- Where a source's own id leads: Patient/123 of a file is this patient of ours.
create table import_sources (
  clinic_id uuid not null,
  source_key bytea not null,
  kind text not null,
  entity_id uuid not null,
  import_id uuid not null,
  constraint import_sources_pkey primary key (clinic_id, source_key),
  constraint import_sources_import_fkey foreign key (clinic_id, import_id) references imports (clinic_id, id)
);
create index import_sources_by_import on import_sources (clinic_id, import_id);
create index import_sources_by_entity on import_sources (clinic_id, entity_id);

alter table imports enable row level security;
alter table imports force row level security;
create policy imports_of_the_clinic on imports
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table import_rows enable row level security;
alter table import_rows force row level security;
create policy import_rows_of_the_clinic on import_rows
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table import_records enable row level security;
alter table import_records force row level security;
create policy import_records_of_the_clinic on import_records
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table import_sources enable row level security;
alter table import_sources force row level security;
create policy import_sources_of_the_clinic on import_sources
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert, update, delete on imports, import_rows, import_records, import_sources to clinic_app;
