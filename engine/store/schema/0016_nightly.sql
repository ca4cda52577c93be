-- The nightly report without a look at all rows. Types as in 0001_core.sql.

-- What remittances come to is read off the index of their payments.
DROP INDEX payment_remit;
CREATE INDEX payment_remit ON payment (remit, ordinal, state, kind, paid, charge, denied);
