-- What somebody asked for who chose the id of a new patient or appointment, as a keyed hash. The same request sent again is
-- told by it from another one under the same id, whatever became of the row since. Null where the id was chosen here.
alter table patients add column creation_bidx bytea;
alter table appointments add column creation_bidx bytea;
