from django.db import migrations, models

# A later change of a column that it names drops the view first and makes it again.
VIEW = """
    CREATE VIEW events_heldrole AS
    SELECT event.id AS edition_id, place.user_id, place.role
    FROM events_edition event
    JOIN clusters_membership place ON place.organisation_id = event.owner_id
    WHERE NOT event.is_recorded
    UNION ALL
    SELECT body.edition_id, place.user_id, place.role
    FROM events_editionorganiser body
    JOIN events_edition event ON event.id = body.edition_id AND NOT event.is_recorded
    JOIN clusters_membership place ON place.organisation_id = body.organisation_id
    WHERE body.state = 'accepted' AND body.role IN ('organiser', 'co_organiser')
    UNION ALL
    SELECT alone.edition_id, alone.user_id, alone.role
    FROM events_eventrole alone
    JOIN events_edition event ON event.id = alone.edition_id AND NOT event.is_recorded
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0011_logo"),
        ("events", "0036_texts_by_language"),
    ]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW events_heldrole"),
        migrations.CreateModel(
            name="HeldRole",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "edition_id",
                        "user_id",
                        "role",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("planner", "Planner"),
                            ("reception", "Reception"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=9,
                        verbose_name="role",
                    ),
                ),
            ],
            options={
                "verbose_name": "role at an event",
                "verbose_name_plural": "roles at events",
                "managed": False,
            },
        ),
    ]
