--
DROP TABLE IF EXISTS temp.open_claim
