import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_folded_text'),
        ('clusters', '0004_schemes_of_candidates'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='fundingprogrammefact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('statement'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='fundingprogrammefact_said'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('summary'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='organisation_summary'),
        ),
        migrations.AddIndex(
            model_name='organisationfact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('statement'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='organisationfact_said'),
        ),
        migrations.AddIndex(
            model_name='projectfact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('statement'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='projectfact_said'),
        ),
        migrations.AddIndex(
            model_name='regionfact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('statement'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='regionfact_said'),
        ),
        migrations.AddIndex(
            model_name='regionpartnershipfact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('statement'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='regionpartnershipfact_said'),
        ),
    ]
