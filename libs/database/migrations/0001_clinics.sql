-- The tenant and what every write of it passes through.
-- Rules of every table here: clinic_id first in every key, row-level security enabled and forced, plain comparison
-- in the policy, no triggers, no serial columns, append-only by privilege. The catalogue test holds them.
create extension if not exists btree_gist;
create schema if not exists ops;
grant usage on schema ops to clinic_app;
grant usage on schema public to clinic_app;

create table clinics (
  clinic_id uuid not null,
  version integer not null default 1,
  name text not null,
  time_zone text not null,
  locale text not null,
  country text not null,
  settings jsonb not null default '{}',
  is_demo boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint clinics_pkey primary key (clinic_id)
);

-- One row per clinic: its lock, its change counter, its file numbers. Kept narrow: it is updated by every write.
create table clinic_feed_head (
  clinic_id uuid not null,
  epoch uuid not null,
  last_seq bigint not null default 0,
  last_file_number bigint not null default 10000,
  constraint clinic_feed_head_pkey primary key (clinic_id),
  constraint clinic_feed_head_clinic_fkey foreign key (clinic_id) references clinics (clinic_id)
) with (fillfactor = 50);

-- What changed, in commit order and without gaps. References only, never what it says. No foreign key to the clinic: its
-- rows are inserted from the clinic's own counter row, and a key would lock the clinic's row once more for every write.
create table change_feed (
  clinic_id uuid not null,
  seq bigint not null,
  entity text not null,
  entity_id uuid not null,
  op text not null,
  version integer not null,
  actor_id uuid,
  changed_at timestamptz not null,
  constraint change_feed_pkey primary key (clinic_id, seq),
  constraint change_feed_op_known check (op in ('upsert', 'delete'))
);

-- Data keys of a clinic, wrapped by the installation's key rings. Kept here, useless without the rings.
create table clinic_keys (
  clinic_id uuid not null,
  purpose text not null,
  key_id integer not null,
  kek_id text not null,
  wrapped bytea not null,
  is_active boolean not null,
  created_at timestamptz not null,
  constraint clinic_keys_pkey primary key (clinic_id, purpose, key_id),
  constraint clinic_keys_clinic_fkey foreign key (clinic_id) references clinics (clinic_id),
  constraint clinic_keys_purpose_known check (purpose in ('field', 'index'))
);

alter table clinics enable row level security;
alter table clinics force row level security;
create policy clinics_of_the_clinic on clinics
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table clinic_feed_head enable row level security;
alter table clinic_feed_head force row level security;
create policy clinic_feed_head_of_the_clinic on clinic_feed_head
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table change_feed enable row level security;
alter table change_feed force row level security;
create policy change_feed_of_the_clinic on change_feed
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table clinic_keys enable row level security;
alter table clinic_keys force row level security;
create policy clinic_keys_of_the_clinic on clinic_keys
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert, update on clinics, clinic_feed_head, clinic_keys to clinic_app;
grant select, insert on change_feed to clinic_app;
