"""An event has languages, and its texts and those of its programme are translated."""

import django.contrib.postgres.fields
import events.models.editions
from django.db import migrations, models

from translations.triggers import TranslateTable


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0009_roles'),
        ('events', '0026_delegation_unnamed'),
        ('translations', '0001_translations'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='languages',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=events.models.editions.in_english, help_text='In which its texts are written; the first one leads.', size=None),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('languages__len__gte', 1)), name='edition_has_languages'),
        ),
        TranslateTable('events.Edition'),
        TranslateTable('events.Session'),
    ]
