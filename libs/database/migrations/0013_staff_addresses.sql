-- One address is one person within a clinic: two requests at the same moment may not give it to two. Staff are few, so the
-- check of what is there takes no time.
alter table staff_login add constraint staff_login_address_once unique (clinic_id, email_bidx);
