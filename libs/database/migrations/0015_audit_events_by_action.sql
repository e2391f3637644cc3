-- no transaction
-- Rare actions (a refusal, a sign-in that failed) are looked for in a log of mostly reads.
create index concurrently audit_events_by_action on audit_events (clinic_id, action, occurred_at desc, id desc);
