import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_folded_text'),
        ('archive', '0002_names_sorted_and_found'),
        ('clusters', '0005_texts_found'),
        ('events', '0004_names_sorted_and_found'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='editionfact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('statement'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='editionfact_said'),
        ),
        migrations.AddIndex(
            model_name='lesson',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('statement'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='lesson_said'),
        ),
        migrations.AddIndex(
            model_name='seriesfact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('statement'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='seriesfact_said'),
        ),
    ]
