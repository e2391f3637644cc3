-- Who works where and when: reference data, in clear.
create table practitioners (
  clinic_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  name text not null,
  profession text,
  user_id uuid,
  is_active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint practitioners_pkey primary key (clinic_id, id),
  constraint practitioners_clinic_fkey foreign key (clinic_id) references clinics (clinic_id),
  constraint practitioners_user_fkey foreign key (clinic_id, user_id) references users (clinic_id, id)
);

create table rooms (
  clinic_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  name text not null,
  is_active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint rooms_pkey primary key (clinic_id, id),
  constraint rooms_clinic_fkey foreign key (clinic_id) references clinics (clinic_id)
);

create table appointment_types (
  clinic_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  name text not null,
  duration_minutes integer not null,
  buffer_before_minutes integer not null default 0,
  buffer_after_minutes integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint appointment_types_pkey primary key (clinic_id, id),
  constraint appointment_types_clinic_fkey foreign key (clinic_id) references clinics (clinic_id),
  constraint appointment_types_duration_sane check (duration_minutes between 5 and 480)
);

-- Weekly hours in the clinic's own wall time; ISO weekday, Monday is 1.
create table working_hours (
  clinic_id uuid not null,
  id uuid not null,
  practitioner_id uuid not null,
  weekday smallint not null,
  starts_at time not null,
  ends_at time not null,
  valid_from date,
  valid_to date,
  constraint working_hours_pkey primary key (clinic_id, id),
  constraint working_hours_practitioner_fkey foreign key (clinic_id, practitioner_id) references practitioners (clinic_id, id),
  constraint working_hours_weekday_known check (weekday between 1 and 7),
  -- An end at or before the start is a time of the next day.
  constraint working_hours_not_empty check (ends_at <> starts_at)
);
create index working_hours_by_practitioner on working_hours (clinic_id, practitioner_id);

-- One-off days and times: a closure (no practitioner: the whole clinic), extra hours, blocked time.
-- Dates in the clinic's zone, the last day included; without times the whole day.
create table schedule_exceptions (
  clinic_id uuid not null,
  id uuid not null,
  practitioner_id uuid,
  kind text not null,
  from_date date not null,
  to_date date not null,
  starts_at time,
  ends_at time,
  -- ISO weekdays it is limited to (a weekly meeting); null is every date.
  weekdays smallint[],
  reason text,
  constraint schedule_exceptions_pkey primary key (clinic_id, id),
  constraint schedule_exceptions_clinic_fkey foreign key (clinic_id) references clinics (clinic_id),
  constraint schedule_exceptions_practitioner_fkey foreign key (clinic_id, practitioner_id) references practitioners (clinic_id, id),
  constraint schedule_exceptions_kind_known check (kind in ('closed', 'open', 'blocked')),
  constraint schedule_exceptions_forward check (to_date >= from_date)
);
create index schedule_exceptions_by_date on schedule_exceptions (clinic_id, to_date);
create index schedule_exceptions_by_practitioner on schedule_exceptions (clinic_id, practitioner_id);

alter table practitioners enable row level security;
alter table practitioners force row level security;
create policy practitioners_of_the_clinic on practitioners
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table rooms enable row level security;
alter table rooms force row level security;
create policy rooms_of_the_clinic on rooms
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table appointment_types enable row level security;
alter table appointment_types force row level security;
create policy appointment_types_of_the_clinic on appointment_types
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table working_hours enable row level security;
alter table working_hours force row level security;
create policy working_hours_of_the_clinic on working_hours
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table schedule_exceptions enable row level security;
alter table schedule_exceptions force row level security;
create policy schedule_exceptions_of_the_clinic on schedule_exceptions
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert, update, delete on practitioners, rooms, appointment_types, working_hours, schedule_exceptions to clinic_app;
