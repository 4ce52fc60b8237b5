"""A call has languages, and its texts and criteria are translated."""

import django.contrib.postgres.fields
from django.db import migrations, models

import events.models.editions
from translations.triggers import TranslateTable


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0034_delegate_accounts"),
        ("translations", "0001_translations"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                default=events.models.editions.in_english,
                help_text="In which its texts are written; the first one leads.",
                size=None,
            ),
        ),
        migrations.RunSQL(
            """
            UPDATE events_call c SET languages = e.languages
            FROM events_edition e WHERE e.id = c.edition_id AND c.languages <> e.languages
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("languages__len__gte", 1)), name="call_has_languages"
            ),
        ),
        TranslateTable("events.Call"),
        TranslateTable("events.Criterion"),
    ]
