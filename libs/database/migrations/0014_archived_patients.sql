-- no transaction
-- Who was put away is listed by itself; they are few among all, and were looked for by reading everybody.
create index concurrently patients_archived_by_seen on patients (clinic_id, seen_at desc, id desc) where archived_at is not null;
