-- needs the extension vector (pgvector, https://github.com/pgvector/pgvector)
-- Embeddings of chunks, named by keyed digests. An embedding tells something of its text: it is not sealed.
CREATE TABLE winnow_embeddings (
  model text NOT NULL,
  chunk text NOT NULL,
  embedding vector(384) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (model, chunk)
);

-- HNSW came with pgvector 0.5; before, a search looks at every row.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_am WHERE amname = 'hnsw') THEN
    CREATE INDEX winnow_embeddings_hnsw ON winnow_embeddings USING hnsw (embedding vector_cosine_ops);
  END IF;
END
$$;
