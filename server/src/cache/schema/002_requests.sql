-- One row a question that was answered: when, how long, from where. No text, no path, no user, no machine.
CREATE TABLE winnow_requests (
  -- Drawn by the writer, so that a batch whose outcome was not heard may be sent again.
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  surface text NOT NULL CHECK (length(surface) <= 40),
  cache text NOT NULL CHECK (length(cache) <= 40),
  latency_ms real NOT NULL,
  -- Milliseconds by stage.
  stages jsonb NOT NULL,
  tokens_in integer NOT NULL,
  tokens_out integer NOT NULL
);

CREATE INDEX winnow_requests_at ON winnow_requests (at);

CREATE MATERIALIZED VIEW winnow_latency_hourly AS
  SELECT hour, surface, requests,
    latency_ms[1] AS p50_ms, latency_ms[2] AS p95_ms, latency_ms[3] AS p99_ms,
    hit_rate, memory_rate, redis_rate, sqlite_rate, postgres_rate, tokens_in, tokens_out
  FROM (
    SELECT date_trunc('hour', at, 'UTC') AS hour, surface, count(*) AS requests,
      percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_ms) AS latency_ms,
      avg((cache <> 'none')::int)::float8 AS hit_rate,
      avg((cache = 'memory')::int)::float8 AS memory_rate,
      avg((cache = 'redis')::int)::float8 AS redis_rate,
      avg((cache = 'sqlite')::int)::float8 AS sqlite_rate,
      avg((cache = 'postgres')::int)::float8 AS postgres_rate,
      sum(tokens_in) AS tokens_in, sum(tokens_out) AS tokens_out
    FROM winnow_requests
    GROUP BY 1, 2
  ) AS hours;

-- What a concurrent refresh tells rows apart by.
CREATE UNIQUE INDEX winnow_latency_hourly_row ON winnow_latency_hourly (hour, surface);
