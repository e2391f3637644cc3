-- Staff, their sessions, and the directory that finds the clinics of an e-mail address at sign-in.
create table users (
  clinic_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  email_enc bytea not null,
  display_name text not null,
  role text not null,
  password_hash text,
  password_changed_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint users_pkey primary key (clinic_id, id),
  constraint users_clinic_fkey foreign key (clinic_id) references clinics (clinic_id),
  constraint users_role_known check (role in ('admin', 'practitioner', 'nurse', 'receptionist', 'billing', 'auditor'))
);

-- No foreign key and no name: on a cluster this is a reference table. The address is an HMAC under an installation-wide key.
create table staff_login (
  email_bidx bytea not null,
  clinic_id uuid not null,
  user_id uuid not null,
  constraint staff_login_pkey primary key (email_bidx, clinic_id, user_id)
);

create table sessions (
  clinic_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  stepped_up_at timestamptz,
  revoked_at timestamptz,
  constraint sessions_pkey primary key (clinic_id, id),
  constraint sessions_user_fkey foreign key (clinic_id, user_id) references users (clinic_id, id)
);
create index sessions_by_user on sessions (clinic_id, user_id);
create index sessions_by_expiry on sessions (clinic_id, expires_at);

-- What a write request answered, so that its replay answers the same. The answer is sealed: it may hold patient data.
create table idempotency_keys (
  clinic_id uuid not null,
  user_id uuid not null,
  key uuid not null,
  request_hash bytea not null,
  status smallint not null,
  answer_enc bytea not null,
  created_at timestamptz not null,
  constraint idempotency_keys_pkey primary key (clinic_id, user_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (clinic_id, created_at);

alter table users enable row level security;
alter table users force row level security;
create policy users_of_the_clinic on users
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table staff_login enable row level security;
alter table staff_login force row level security;
-- Answers one address, or the clinic's own rows; it cannot be listed. An unset variable is null or '', never an error here.
create policy staff_login_of_one_address on staff_login
  using (email_bidx = decode(current_setting('app.login_bidx', true), 'hex')
    or clinic_id = nullif(current_setting('app.clinic_id', true), '')::uuid)
  with check (clinic_id = nullif(current_setting('app.clinic_id', true), '')::uuid);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy sessions_of_the_clinic on sessions
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy idempotency_keys_of_the_clinic on idempotency_keys
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert, update on users, sessions to clinic_app;
grant delete on sessions to clinic_app;
grant select, insert, delete on staff_login, idempotency_keys to clinic_app;
