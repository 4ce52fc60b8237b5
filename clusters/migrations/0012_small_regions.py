"""The units of level 3, by whose names people look for regions."""

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0011_logo'),
    ]

    operations = [
        migrations.CreateModel(
            name='SmallRegion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z]{2}[0-9A-Z]{0,3}$', 'A region code is two capital letters and up to three more signs.')])),
                ('name', models.CharField(help_text='As its country writes it.', max_length=100)),
                ('latin_name', models.CharField(blank=True, help_text='In Latin letters, where the name has others.', max_length=100)),
                ('known_as', models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), models.Func(models.F('latin_name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C'))),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='small_regions', to='clusters.region')),
            ],
            options={
                'ordering': ('code',),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['known_as'], name='smallregion_known_as', opclasses=['gin_trgm_ops'])],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='small_region_has_a_name')],
            },
        ),
        LogTable('clusters.SmallRegion'),
    ]
