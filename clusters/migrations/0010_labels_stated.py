"""A label that its cluster states, and the source that an editor gives for one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0009_roles'),
    ]

    operations = [
        migrations.AddField(
            model_name='labelaward',
            name='is_stated',
            field=models.BooleanField(default=False, verbose_name='entered by the cluster'),
        ),
        migrations.AddField(
            model_name='labelaward',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='label_awards', to='clusters.source'),
        ),
    ]
