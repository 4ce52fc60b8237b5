import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_folded_text'),
        ('clusters', '0005_texts_found'),
        ('matchmaking', '0004_drafts_set_aside'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='need',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('text'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='need_text'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('text'), function='public.folded', output_field=models.TextField()), name='gin_trgm_ops'), name='offer_text'),
        ),
    ]
