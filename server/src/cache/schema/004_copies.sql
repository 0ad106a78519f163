-- What feedback taught, as it lies in a machine's data folder: encrypted, named by a keyed digest of the workspace.
CREATE TABLE winnow_learned (
  workspace text PRIMARY KEY,
  state bytea NOT NULL,
  copied_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE winnow_learned ALTER COLUMN state SET STORAGE EXTERNAL;

-- Lines of audit trails as they were written: chained by their hashes, marked with a key that is not here. A trail is named
-- by a keyed digest of its workspace. Of a line that changed since, both forms stay.
CREATE TABLE winnow_audit (
  trail text NOT NULL,
  seq bigint NOT NULL,
  -- SHA-256 of the line.
  digest bytea NOT NULL,
  line text NOT NULL,
  copied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (trail, seq, digest)
);
