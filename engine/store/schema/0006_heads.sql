-- What of a batch comes from no claim: the bytes of its ISA and GS, and of each set from ST to the receiver's name.
-- With the claims' texts they give the whole file again, byte for byte.

ALTER TABLE batch ADD COLUMN head BLOB;
ALTER TABLE batch_set ADD COLUMN head BLOB;
