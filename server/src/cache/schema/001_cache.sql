-- Context packs, encrypted before they come here. Keys are keyed digests.
CREATE TABLE winnow_cache (
  key text PRIMARY KEY,
  value bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- The values are compressed and encrypted: PostgreSQL's own compression would only cost time.
ALTER TABLE winnow_cache ALTER COLUMN value SET STORAGE EXTERNAL;

CREATE INDEX winnow_cache_expires_at ON winnow_cache (expires_at);
