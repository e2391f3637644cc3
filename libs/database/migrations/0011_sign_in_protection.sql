-- What stands between a stranger and a session: counted failures, second factors, and links that open once.

-- Failed sign-ins by who was meant and from where. A bucket is a keyed hash of an e-mail address, a network or a device: none
-- of them can be read here, and it counts for addresses nobody has as well. It belongs to no clinic, because which clinic
-- somebody signs in to is known only afterwards.
create table ops.throttle_buckets (
  bucket bytea not null,
  failures integer not null,
  accounts integer not null default 0,
  blocked_until timestamptz,
  forgotten_at timestamptz not null,
  constraint throttle_buckets_pkey primary key (bucket)
) with (fillfactor = 70);
grant select, insert, update, delete on ops.throttle_buckets to clinic_app;

-- What somebody asked for who chose the id of a new member of staff, as a keyed hash (see the patients).
alter table users add column creation_bidx bytea;

-- A coarse name of browser and system out of a fixed list, so that somebody knows their own sessions apart.
alter table sessions add column device text;

-- The seed of an authenticator app. It counts once it was confirmed; the last step used is remembered, so that no code is
-- taken twice.
create table totp_seeds (
  clinic_id uuid not null,
  user_id uuid not null,
  seed_enc bytea not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  created_at timestamptz not null,
  constraint totp_seeds_pkey primary key (clinic_id, user_id),
  constraint totp_seeds_user_fkey foreign key (clinic_id, user_id) references users (clinic_id, id)
);

-- Codes for the day the phone is lost: keyed hashes, each good once.
create table recovery_codes (
  clinic_id uuid not null,
  user_id uuid not null,
  code_bidx bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  constraint recovery_codes_pkey primary key (clinic_id, user_id, code_bidx),
  constraint recovery_codes_user_fkey foreign key (clinic_id, user_id) references users (clinic_id, id)
);

-- One-time links: an invitation, a new password, the second factor taken off. Of the link only a hash is kept.
create table user_links (
  clinic_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  purpose text not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint user_links_pkey primary key (clinic_id, id),
  constraint user_links_user_fkey foreign key (clinic_id, user_id) references users (clinic_id, id),
  constraint user_links_purpose_known check (purpose in ('invitation', 'password', 'totp'))
);
create index user_links_by_user on user_links (clinic_id, user_id);

alter table totp_seeds enable row level security;
alter table totp_seeds force row level security;
create policy totp_seeds_of_the_clinic on totp_seeds
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table recovery_codes enable row level security;
alter table recovery_codes force row level security;
create policy recovery_codes_of_the_clinic on recovery_codes
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table user_links enable row level security;
alter table user_links force row level security;
create policy user_links_of_the_clinic on user_links
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert, update, delete on totp_seeds, recovery_codes, user_links to clinic_app;
