"""Meetings may be online, without a table; calendars have the addresses made by the event's pattern."""

import django.db.models.deletion
import matchmaking.models.online
from django.db import migrations, models

WATCHED = "name, venue, city, starts_on, ends_on, time_zone, state"


def watch_edition(columns):
    return f"""
    DROP TRIGGER mark_agenda ON events_edition;
    CREATE TRIGGER mark_agenda AFTER INSERT OR DELETE OR UPDATE OF {columns} ON events_edition
        FOR EACH ROW EXECUTE FUNCTION mark_agenda_of_events_edition();
    """


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0021_online'),
        ('matchmaking', '0020_set_aside'),
    ]

    operations = [
        migrations.CreateModel(
            name='OnlineRoom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(default=matchmaking.models.online.new_secret, max_length=64, unique=True)),
            ],
        ),
        migrations.AddField(
            model_name='placement',
            name='kind',
            field=models.CharField(choices=[('on_site', 'On site'), ('online', 'Online')], default='on_site', max_length=7),
        ),
        migrations.AlterField(
            model_name='placement',
            name='table',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='matchmaking.table'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'on_site'), ('table__isnull', False)), models.Q(('kind', 'online'), ('table__isnull', True)), _connector='OR'), name='placement_online_has_no_table'),
        ),
        migrations.AddField(
            model_name='onlineroom',
            name='meeting',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='online_room', to='matchmaking.meeting'),
        ),
        migrations.RunSQL(watch_edition(f"{WATCHED}, online_pattern"), watch_edition(WATCHED)),
    ]
