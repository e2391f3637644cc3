-- What changing keys needs: which data key is used since when and who wraps it, and that a change begun is a change finished.

-- When it was last wrapped; null is at its creation. Backups from before need the key that wrapped it then.
alter table clinic_keys add column wrapped_at timestamptz;
-- When another key took its place. It goes when nothing has needed it for a while.
alter table clinic_keys add column retired_at timestamptz;
grant delete on clinic_keys to clinic_app;

-- What was sealed is sealed anew under another key, here as everywhere; what it says stays.
grant update on idempotency_keys, appointment_steps to clinic_app;

-- Changes of keys over the whole installation: names of rings and ids of keys. One that is not finished is taken up again.
create table ops.key_changes (
  ring text not null,
  started_at timestamptz not null,
  -- The key of the ring that is active from this change on.
  key_id text not null,
  finished_at timestamptz,
  constraint key_changes_pkey primary key (ring, started_at)
);
grant select, insert, update on ops.key_changes to clinic_app;

-- Which keys of the installation's rings the data cannot be read without, for a process that starts: ids only; it runs as
-- the owner, which alone may see every clinic.
create function ops.needed_keys() returns table (ring text, key_id text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select distinct case purpose when 'field' then 'FIELD_KEK' else 'INDEX_KEK' end, kek_id from public.clinic_keys
        union
        select distinct 'PEPPER', split_part(password_hash, ':', 1) from public.users where password_hash is not null $$;
revoke all on function ops.needed_keys() from public;
grant execute on function ops.needed_keys() to clinic_app;
