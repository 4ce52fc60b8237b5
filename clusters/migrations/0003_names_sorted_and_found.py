import django.contrib.postgres.indexes
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_folded_text'),
        ('clusters', '0002_region_names'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='fundingprogramme',
            options={'ordering': ('sort_name', 'pk')},
        ),
        migrations.AlterModelOptions(
            name='label',
            options={'ordering': ('sort_name', 'pk')},
        ),
        migrations.AlterModelOptions(
            name='membership',
            options={'ordering': ('organisation__sort_name', 'user__sort_name')},
        ),
        migrations.AlterModelOptions(
            name='organisation',
            options={'ordering': ('sort_name', 'pk')},
        ),
        migrations.AlterModelOptions(
            name='project',
            options={'ordering': ('sort_name', 'pk')},
        ),
        migrations.AlterModelOptions(
            name='region',
            options={'ordering': ('sort_name', 'pk')},
        ),
        migrations.AlterModelOptions(
            name='regionpartnership',
            options={'ordering': ('sort_name', 'pk')},
        ),
        migrations.AddField(
            model_name='fundingprogramme',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='fundingprogramme',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='label',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='organisation',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), models.Func(models.F('short_name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='organisation',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('short_name', models.Value('')), 'name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='project',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), models.Func(models.F('full_name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='project',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='region',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), models.Func(models.F('local_name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='region',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='regionname',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='regionpartnership',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='regionpartnership',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='sector',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='sector',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='source',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('title'), function='public.folded'), models.Value('|'), models.Func(models.F('publisher'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['known_as'], name='organisation_known_as', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='project',
            index=django.contrib.postgres.indexes.GinIndex(fields=['known_as'], name='project_known_as', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='region',
            index=django.contrib.postgres.indexes.GinIndex(fields=['known_as'], name='region_known_as', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='regionname',
            index=django.contrib.postgres.indexes.GinIndex(fields=['known_as'], name='regionname_known_as', opclasses=['gin_trgm_ops']),
        ),
    ]
