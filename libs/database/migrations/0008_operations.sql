-- What belongs to the installation and to no clinic: no patient data, ids only.
create table ops.job_runs (
  job text not null,
  due_at timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text,
  constraint job_runs_pkey primary key (job, due_at)
);
grant select, insert, update, delete on ops.job_runs to clinic_app;

-- Lists the clinics for jobs that work them off one by one, each inside its own wall. Ids only; it runs as the owner,
-- which alone may see every clinic.
create function ops.clinic_ids() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select clinic_id from public.clinics order by clinic_id $$;
revoke all on function ops.clinic_ids() from public;
grant execute on function ops.clinic_ids() to clinic_app;

-- The first clinic by name or by age, for command lines that name one.
create function ops.find_clinic(clinic_name text) returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select clinic_id from public.clinics
        where clinic_name is null or name = clinic_name order by created_at, clinic_id limit 1 $$;
revoke all on function ops.find_clinic(text) from public;
grant execute on function ops.find_clinic(text) to clinic_app;
