-- Who did and saw what. Append-only: the application may add and read, nothing else. Without
-- a foreign key to the clinic for the same reason as the change feed; and what was seen stays on record when it is gone.
create table audit_events (
  clinic_id uuid not null,
  id uuid not null,
  occurred_at timestamptz not null,
  actor_id uuid,
  actor_role text not null,
  session_id uuid,
  origin text not null,
  action text not null,
  patient_id uuid,
  resource_type text,
  resource_id uuid,
  seen_count integer,
  outcome text not null,
  request_id text not null,
  constraint audit_events_pkey primary key (clinic_id, id),
  constraint audit_events_outcome_known check (outcome in ('success', 'denied', 'failed')),
  constraint audit_events_origin_known check (origin in ('api', 'cli', 'job'))
);
create index audit_events_by_time on audit_events (clinic_id, occurred_at desc, id desc);
create index audit_events_by_patient on audit_events (clinic_id, patient_id, occurred_at desc) where patient_id is not null;
create index audit_events_by_actor on audit_events (clinic_id, actor_id, occurred_at desc);

alter table audit_events enable row level security;
alter table audit_events force row level security;
create policy audit_events_of_the_clinic on audit_events
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert on audit_events to clinic_app;
