import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_folded_text'),
        ('clusters', '0003_names_sorted_and_found'),
        ('events', '0003_announced_records'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='edition',
            options={'ordering': ('-starts_on', 'sort_name', 'pk')},
        ),
        migrations.AlterModelOptions(
            name='series',
            options={'ordering': ('sort_name', 'pk'), 'verbose_name_plural': 'series'},
        ),
        migrations.AddField(
            model_name='edition',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), models.Func(models.F('city'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='edition',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='series',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='series',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='speaker',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=django.contrib.postgres.indexes.GinIndex(fields=['known_as'], name='edition_known_as', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='speaker',
            index=django.contrib.postgres.indexes.GinIndex(fields=['known_as'], name='speaker_known_as', opclasses=['gin_trgm_ops']),
        ),
    ]
