-- What proves that the audit log was not changed afterwards: each event gets a place in its clinic's chain, sealed with a
-- key that is never in the database. Events themselves are never updated; what is known of their sealing stands here.
-- Without foreign keys, as the audit log itself: a proof must be able to outlive what it is about, and so show that it is gone.

-- One row per event, without gaps from 1. `mac` covers the one before it, so a change breaks every later one.
create table audit_seals (
  clinic_id uuid not null,
  seq bigint not null,
  event_id uuid not null,
  mac bytea not null,
  key_id text not null,
  -- How the event was put into bytes (libs/audit).
  format smallint not null,
  sealed_at timestamptz not null,
  constraint audit_seals_pkey primary key (clinic_id, seq),
  constraint audit_seals_event_key unique (clinic_id, event_id),
  constraint audit_seals_seq_from_one check (seq > 0),
  constraint audit_seals_mac_length check (octet_length(mac) = 32)
);

-- Where each chain ends. `proof` seals this row under a key of its own: an earlier end cannot be put together from the
-- seals. Its row lock makes one sealer per clinic. Narrow, because it is updated by every batch.
create table audit_heads (
  clinic_id uuid not null,
  last_seq bigint not null,
  last_mac bytea not null,
  -- The newest daily seal, and the place it was made at.
  sealed_on date,
  sealed_seq bigint not null,
  key_id text not null,
  proof bytea not null,
  constraint audit_heads_pkey primary key (clinic_id),
  constraint audit_heads_seq_from_nought check (last_seq >= 0),
  constraint audit_heads_day_within check (sealed_seq between 0 and last_seq)
) with (fillfactor = 50);

-- A signed statement per day with events: so many events, and this was the last. Small enough to be kept elsewhere.
create table audit_daily_seals (
  clinic_id uuid not null,
  day date not null,
  seq bigint not null,
  mac bytea not null,
  -- Events since the daily seal before this one.
  count bigint not null,
  key_id text not null,
  signature bytea not null,
  constraint audit_daily_seals_pkey primary key (clinic_id, day),
  constraint audit_daily_seals_seq_key unique (clinic_id, seq),
  constraint audit_daily_seals_count_from_one check (count > 0)
);

-- Events that wait for their seal, one row for each commit that wrote some, and gone with the seal. So a look for what is
-- to be done reads what is to be done, not the log. Nearly always empty, hence vacuumed by number and not by share.
create table unsealed_audit_events (
  clinic_id uuid not null,
  id uuid not null,
  event_ids uuid[] not null,
  recorded_at timestamptz not null,
  constraint unsealed_audit_events_pkey primary key (clinic_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_insert_threshold = -1);

alter table audit_seals enable row level security;
alter table audit_seals force row level security;
create policy audit_seals_of_the_clinic on audit_seals
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy audit_heads_of_the_clinic on audit_heads
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table audit_daily_seals enable row level security;
alter table audit_daily_seals force row level security;
create policy audit_daily_seals_of_the_clinic on audit_daily_seals
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);
alter table unsealed_audit_events enable row level security;
alter table unsealed_audit_events force row level security;
create policy unsealed_audit_events_of_the_clinic on unsealed_audit_events
  using (clinic_id = current_setting('app.clinic_id')::uuid)
  with check (clinic_id = current_setting('app.clinic_id')::uuid);

grant select, insert on audit_seals, audit_daily_seals to clinic_app;
grant select, insert, update on audit_heads to clinic_app;
grant select, insert, delete on unsealed_audit_events to clinic_app;

-- What was recorded before there were seals.
insert into unsealed_audit_events (clinic_id, id, event_ids, recorded_at)
  select clinic_id, (array_agg(id order by occurred_at, id))[1], array_agg(id order by occurred_at, id), now()
  from (
    select clinic_id, id, occurred_at,
      (row_number() over (partition by clinic_id order by occurred_at, id) - 1) / 500 as page
    from audit_events
  ) e
  group by clinic_id, page;

-- Which clinics have events without a seal, how many and since when: for the sealer, which then works inside each. Ids and
-- counts only; it runs as the owner, which alone may see every clinic.
create function ops.unsealed_clinics() returns table (clinic_id uuid, oldest_at timestamptz, events bigint)
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select q.clinic_id, min(q.recorded_at), sum(cardinality(q.event_ids))
        from public.unsealed_audit_events q group by q.clinic_id order by min(q.recorded_at), q.clinic_id $$;
revoke all on function ops.unsealed_clinics() from public;
grant execute on function ops.unsealed_clinics() to clinic_app;
