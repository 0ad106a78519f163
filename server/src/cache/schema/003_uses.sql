-- Told in batches by who read entries. Neither column is indexed: such an update touches no index.
ALTER TABLE winnow_cache
  ADD COLUMN uses integer NOT NULL DEFAULT 0,
  ADD COLUMN used_at timestamptz;

CREATE MATERIALIZED VIEW winnow_hot_entries AS
  SELECT key, uses, used_at, octet_length(value) AS bytes, expires_at
  FROM winnow_cache
  WHERE uses > 0 AND expires_at > now()
  ORDER BY uses DESC, used_at DESC, key
  LIMIT 1000;

CREATE UNIQUE INDEX winnow_hot_entries_key ON winnow_hot_entries (key);
CREATE INDEX winnow_hot_entries_uses ON winnow_hot_entries (uses DESC, used_at DESC);
