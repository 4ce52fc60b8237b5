"""The published version is changed in place, and work on a draft keeps where it began."""

import django.db.models.deletion
from django.db import migrations, models

PUBLISHED_AS_IT_IS = """
UPDATE matchmaking_scheduleversion SET published_revision = revision WHERE published_at IS NOT NULL;
UPDATE matchmaking_scheduleversion draft
SET began_from_id = published.id, began_revision = published.revision
FROM matchmaking_scheduleversion published
WHERE published.edition_id = draft.edition_id AND published.state = 'published'
  AND draft.state IN ('draft', 'set_aside');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0008_calendar_feeds'),
    ]

    operations = [
        migrations.AddField(
            model_name='schedulerun',
            name='began_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matchmaking.scheduleversion'),
        ),
        migrations.AddField(
            model_name='schedulerun',
            name='began_revision',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='scheduleversion',
            name='began_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matchmaking.scheduleversion'),
        ),
        migrations.AddField(
            model_name='scheduleversion',
            name='began_revision',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='scheduleversion',
            name='published_revision',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='revision that was published'),
        ),
        migrations.AlterField(
            model_name='scheduleedit',
            name='kind',
            field=models.CharField(choices=[('moved', 'Moved'), ('placed', 'Placed'), ('swapped', 'Swapped'), ('removed', 'Removed'), ('locked', 'Locked'), ('unlocked', 'Unlocked'), ('cancelled', 'Cancelled'), ('freed', 'Place freed'), ('kept', 'Kept as agreed')], max_length=10),
        ),
        migrations.AlterField(
            model_name='scheduleversion',
            name='revision',
            field=models.PositiveIntegerField(default=0, verbose_name='changes'),
        ),
        migrations.AddConstraint(
            model_name='scheduleversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('began_from__isnull', True), ('began_revision__isnull', True)), models.Q(('began_from__isnull', False), ('began_revision__isnull', False)), _connector='OR'), name='version_began_at_revision'),
        ),
        migrations.RunSQL(PUBLISHED_AS_IT_IS, migrations.RunSQL.noop),
    ]
