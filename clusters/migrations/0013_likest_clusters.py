from django.db import migrations

# Left to its estimates the database compares each name with each, which takes ten times as long as
# by the index of names. Those whose names have a part that is like it, by the database's own
# threshold, are ranked by their whole names, which stand folded between bars in `known_as`.
LIKEST = """
    CREATE FUNCTION public.likest_clusters(names text[], folded text[], drafts bigint[])
    RETURNS TABLE (name text, id bigint, called text, likeness real)
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
        SELECT given.name, likest.id, likest.called, likest.likeness
        FROM unnest(names, folded) AS given (name, folded)
        CROSS JOIN LATERAL (
            SELECT one.id, coalesce(nullif(one.short_name, ''), one.name) AS called,
                greatest(
                    similarity(given.folded, split_part(one.known_as, '|', 2)),
                    similarity(given.folded, split_part(one.known_as, '|', 3))
                ) AS likeness
            FROM public.clusters_organisation AS one
            WHERE one.kind = 'cluster' AND given.folded <% one.known_as
                AND (NOT one.is_draft OR one.id = ANY(drafts))
            ORDER BY likeness DESC, one.id LIMIT 1
        ) AS likest
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("clusters", "0012_small_regions")]

    operations = [
        migrations.RunSQL(LIKEST, "DROP FUNCTION public.likest_clusters(text[], text[], bigint[])"),
    ]
