"""A request keeps whether the organiser asked or answered in the place of a cluster."""

from django.db import migrations, models

# Until now it followed from who acted: one of the organisers who did not speak for that cluster.
BACKFILL = """
WITH behind AS (
    SELECT id AS edition_id, owner_id AS organisation_id FROM events_edition
    UNION
    SELECT edition_id, organisation_id FROM events_editionorganiser
    WHERE state = 'accepted' AND role IN ('organiser', 'co_organiser')
), organisers AS (
    SELECT DISTINCT behind.edition_id, member.user_id
    FROM behind JOIN clusters_membership member USING (organisation_id)
)
UPDATE matchmaking_meetingrequest request SET {column} = true
FROM events_registration side
WHERE side.id = request.{side}_id
  AND EXISTS (
      SELECT FROM organisers
      WHERE organisers.edition_id = request.edition_id AND organisers.user_id = request.{person}_id
  )
  AND NOT EXISTS (
      SELECT FROM clusters_membership own
      WHERE own.organisation_id = side.cluster_id AND own.user_id = request.{person}_id
  );
"""
ASKED = BACKFILL.format(column="asked_by_organiser", side="requester", person="requested_by")
ANSWERED = BACKFILL.format(column="answered_by_organiser", side="invitee", person="answered_by")


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0001_initial'),
        ('events', '0022_instant_meetings'),
        ('matchmaking', '0026_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='meetingrequest',
            name='asked_by_organiser',
            field=models.BooleanField(default=False, verbose_name="asked by the organiser, in the requester's place"),
        ),
        migrations.AddField(
            model_name='meetingrequest',
            name='answered_by_organiser',
            field=models.BooleanField(default=False, verbose_name="answered by the organiser, in the invited cluster's place"),
        ),
        migrations.RunSQL(ASKED, migrations.RunSQL.noop),
        migrations.RunSQL(ANSWERED, migrations.RunSQL.noop),
    ]
