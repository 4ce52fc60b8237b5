"""A change by hand may swap two meetings, and remembers at which revision it was undone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0005_texts_found'),
    ]

    operations = [
        migrations.AddField(
            model_name='scheduleedit',
            name='other',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matchmaking.meeting'),
        ),
        migrations.AddField(
            model_name='scheduleedit',
            name='other_after',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='scheduleedit',
            name='other_before',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='scheduleedit',
            name='undone_number',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='revision at which it was undone'),
        ),
        migrations.AlterField(
            model_name='scheduleedit',
            name='kind',
            field=models.CharField(choices=[('moved', 'Moved'), ('placed', 'Placed'), ('swapped', 'Swapped'), ('removed', 'Removed'), ('locked', 'Locked'), ('unlocked', 'Unlocked')], max_length=10),
        ),
    ]
