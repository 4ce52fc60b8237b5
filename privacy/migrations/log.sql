-- What is sealed of an entry of the log, how one link follows the other, and what is wrong with the
-- chain. Every value enters by a salted digest, so that a value can go and the chain stays whole.

CREATE FUNCTION public.log_salt(salt uuid, salts jsonb, path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(salts ->> path, encode(sha256(convert_to(salt::text || path, 'UTF8')), 'hex'));

CREATE FUNCTION public.log_digest(salt text, value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN encode(sha256(convert_to(salt || value::text, 'UTF8')), 'hex');

-- The digest of every value: ["after.name", "…"], ["before.name", "…"], in order of the path.
CREATE FUNCTION public.log_digests(entry public.privacy_logentry) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
SELECT jsonb_agg(jsonb_build_array(v.path, coalesce(
           (entry).blanked ->> v.path,
           public.log_digest(public.log_salt((entry).salt, (entry).salts, v.path), v.value)
       )) ORDER BY v.path COLLATE "C")
FROM (
    SELECT 'before.' || key AS path, value FROM jsonb_each((entry).before)
    UNION ALL
    SELECT 'after.' || key, value FROM jsonb_each((entry).after)
) v;
END;

CREATE FUNCTION public.log_content(entry public.privacy_logentry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN encode(sha256(convert_to(jsonb_build_array(
    (entry).id, (entry).transaction_id, (extract(epoch FROM (entry).happened_at) * 1000000)::bigint,
    (entry).actor, (entry).table_name, (entry).row_id, (entry).operation,
    to_jsonb((entry).subjects), public.log_digests(entry)
)::text, 'UTF8')), 'hex');

CREATE FUNCTION public.log_link(former text, place bigint, content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN encode(sha256(convert_to(former || ' ' || place || ' ' || content, 'UTF8')), 'hex');

-- Each row that comes back is a fault: its rule, the place, and the entry that stands there.
CREATE FUNCTION public.log_faults() RETURNS TABLE (rule text, place bigint, entry_id bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
WITH chain AS (
    SELECT e.id, e.place, e.hash, e.before, e.after, e.blanked,
           lag(e.place, 1, 0::bigint) OVER (ORDER BY e.place) AS former_place,
           lag(e.hash, 1, '') OVER (ORDER BY e.place) AS former,
           public.log_content(e) AS content
    FROM public.privacy_logentry e
    WHERE e.place IS NOT NULL
)
SELECT 'log: missing', c.former_place + 1, NULL::bigint
FROM chain c WHERE c.place <> c.former_place + 1
UNION ALL
SELECT 'log: not as it was sealed', c.place, c.id
FROM chain c WHERE c.hash <> public.log_link(c.former, c.place, c.content)
UNION ALL
SELECT 'log: blanked value is back', c.place, c.id
FROM chain c, jsonb_object_keys(c.blanked) path
WHERE coalesce(
    CASE WHEN path LIKE 'before.%' THEN c.before -> substr(path, 8) ELSE c.after -> substr(path, 7) END,
    'null'
) <> 'null'
UNION ALL
SELECT 'log: end is missing', s.last_place, NULL
FROM public.privacy_logseal s
WHERE NOT EXISTS (
    SELECT FROM public.privacy_logentry e WHERE e.place = s.last_place AND e.hash = s.hash
)
UNION ALL
SELECT 'log: place without a seal', max(c.place), NULL
FROM chain c
HAVING max(c.place) > coalesce((SELECT max(last_place) FROM public.privacy_logseal), 0);
END;

-- Append-only: an entry gets its place once, its values may be blanked, and nothing else happens.
CREATE FUNCTION public.log_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    later constant text[] := ARRAY['place', 'hash', 'before', 'after', 'salt', 'salts', 'blanked'];
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - later = to_jsonb(OLD) - later
        AND (OLD.place IS NULL OR (NEW.place = OLD.place AND NEW.hash = OLD.hash))
        AND ((NEW.before, NEW.after) IS NOT DISTINCT FROM (OLD.before, OLD.after)
             OR NEW.blanked IS DISTINCT FROM OLD.blanked)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The log is append-only.';
END;
$$;

CREATE TRIGGER log_guard BEFORE UPDATE OR DELETE ON public.privacy_logentry
FOR EACH ROW EXECUTE FUNCTION public.log_guard();
