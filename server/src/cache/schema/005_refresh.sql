CREATE TABLE winnow_refreshes (
  view text PRIMARY KEY,
  refreshed_at timestamptz NOT NULL,
  took_ms real NOT NULL
);

-- Only a view's owner may refresh it: this lets others ask for it, and for nothing else. It says 'busy' while somebody else
-- refreshes, 'fresh' where that was done since `older_than`, else 'refreshed'.
CREATE FUNCTION winnow_refresh(older_than interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  view_name text;
  started timestamptz;
BEGIN
  -- "winnow" in ASCII, and one.
  IF NOT pg_try_advisory_xact_lock(131294708002680) THEN
    RETURN 'busy';
  END IF;
  IF (SELECT min(refreshed_at) > clock_timestamp() - older_than AND count(*) = 2 FROM winnow_refreshes) THEN
    RETURN 'fresh';
  END IF;
  FOREACH view_name IN ARRAY ARRAY['winnow_latency_hourly', 'winnow_hot_entries'] LOOP
    started := clock_timestamp();
    EXECUTE 'REFRESH MATERIALIZED VIEW CONCURRENTLY ' || quote_ident(view_name);
    INSERT INTO winnow_refreshes AS r (view, refreshed_at, took_ms)
      VALUES (view_name, clock_timestamp(), 1000 * extract(epoch FROM clock_timestamp() - started))
      ON CONFLICT (view) DO UPDATE SET refreshed_at = excluded.refreshed_at, took_ms = excluded.took_ms;
  END LOOP;
  RETURN 'refreshed';
END
$$;

REVOKE ALL ON FUNCTION winnow_refresh(interval) FROM PUBLIC;

-- It runs with its owner's rights: the caller's search path must not decide what its names mean.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION winnow_refresh(interval) SET search_path = %I, pg_temp', current_schema());
END
$$;
