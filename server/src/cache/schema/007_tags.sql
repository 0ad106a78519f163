-- Keyed digests of what an entry was made of, so that it can be found and forgotten. Null: nobody knows, it was written by
-- an earlier Winnow.
ALTER TABLE winnow_cache ADD COLUMN tags text[];

CREATE INDEX winnow_cache_tags ON winnow_cache USING gin (tags);
-- What is forgotten with every tag: not told by the index above.
CREATE INDEX winnow_cache_untagged ON winnow_cache (key) WHERE tags IS NULL;
