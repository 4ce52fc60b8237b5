"""Who moves a published meeting: its sides, its sides with the organiser, or the organiser."""

from django.db import migrations, models

KEEP = "UPDATE events_edition SET who_moves = 'agreed' WHERE organiser_agrees"
BACK = "UPDATE events_edition SET organiser_agrees = true WHERE who_moves <> 'sides'"


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0019_circulars'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='who_moves',
            field=models.CharField(choices=[('sides', 'Its two clusters, as soon as both agree'), ('agreed', 'Its two clusters, once I agree as well'), ('organiser', 'I alone')], default='sides', max_length=10, verbose_name='who moves a published meeting'),
        ),
        migrations.RunSQL(KEEP, BACK),
        migrations.RemoveField(
            model_name='edition',
            name='organiser_agrees',
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('who_moves__in', ['sides', 'agreed', 'organiser'])), name='edition_who_moves_known'),
        ),
    ]
