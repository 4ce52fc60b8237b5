
DECLARE
    the_actor constant text := coalesce(current_setting('clustermeet.actor', true), '');
    the_instant constant timestamptz := clock_timestamp();
    the_transaction constant bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.privacy_logentry
            (transaction_id, happened_at, actor, table_name, row_id, operation, subjects, after,
             salt, hash)
        SELECT the_transaction, the_instant, the_actor, TG_TABLE_NAME, n.{pk}::text, 'I',
               {subjects}, to_jsonb(n){without}, gen_random_uuid(), ''
        FROM added n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO public.privacy_logentry
            (transaction_id, happened_at, actor, table_name, row_id, operation, subjects, before,
             salt, hash)
        SELECT the_transaction, the_instant, the_actor, TG_TABLE_NAME, n.{pk}::text, 'D',
               {subjects}, to_jsonb(n){without}, gen_random_uuid(), ''
        FROM removed n;
    ELSE
        INSERT INTO public.privacy_logentry
            (transaction_id, happened_at, actor, table_name, row_id, operation, subjects, before,
             after, salt, hash)
        SELECT the_transaction, the_instant, the_actor, TG_TABLE_NAME, coalesce(n.{pk}, o.{pk})::text,
               'U', CASE WHEN n.subjects = o.subjects THEN n.subjects
               ELSE coalesce(o.subjects, '{}') || coalesce(n.subjects, '{}') END, o.kept, n.kept, gen_random_uuid(), ''
        FROM (SELECT n.{pk}, to_jsonb(n){without} AS kept, {subjects} AS subjects FROM added n) n
        FULL JOIN (
            SELECT n.{pk}, to_jsonb(n){without} AS kept, {subjects} AS subjects FROM removed n
        ) o ON o.{pk} = n.{pk}
        WHERE o.kept IS DISTINCT FROM n.kept;
    END IF;
    RETURN NULL;
END;
