"""What each cluster's calendar says and what each was told; triggers mark editions to look at.

A trigger adds a row and asks nobody: no act waits for another one's mark. Drafts of schedules
reach no person and mark nothing.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacy.log.operations import LogTable

PUBLISHED = "SELECT v.edition_id FROM matchmaking_scheduleversion v WHERE v.id = {row}.version_id AND v.state = 'published'"
# Table, the columns that reach a person, and the editions that a changed row concerns.
WATCHED = [
    ("events_edition", "name, venue, city, starts_on, ends_on, time_zone, state", "SELECT {row}.id"),
    ("events_session", "edition_id, kind, binds, title, place, period", "SELECT {row}.edition_id"),
    ("events_registration", "cluster_id, state", "SELECT {row}.edition_id"),
    ("clusters_organisation", "name, short_name",
     "SELECT r.edition_id FROM events_registration r WHERE r.cluster_id = {row}.id"),
    ("matchmaking_slot", "period", "SELECT {row}.edition_id"),
    ("matchmaking_table", "number, room", "SELECT {row}.edition_id"),
    ("matchmaking_meeting", "is_cancelled", "SELECT {row}.edition_id"),
    ("matchmaking_meetingparticipant", "meeting_id, registration_id",
     "SELECT {row}.edition_id WHERE EXISTS (SELECT FROM matchmaking_placement p "
     "JOIN matchmaking_scheduleversion v ON v.id = p.version_id "
     "WHERE p.meeting_id = {row}.meeting_id AND v.state = 'published')"),
    ("matchmaking_placement", "version_id, meeting_id, slot_id, table_id", PUBLISHED),
    ("matchmaking_placementparticipant", "placement_id, version_id, registration_id", PUBLISHED),
    ("matchmaking_scheduleversion", "state, published_at, edition_id",
     "SELECT {row}.edition_id WHERE {row}.published_at IS NOT NULL"),
]


def watch(table, columns, concerned):
    """A trigger that marks the editions of a row as it was and as it is."""
    before, after = (concerned.format(row=row) for row in ("OLD", "NEW"))
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION mark_agenda_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                INSERT INTO matchmaking_agendamark (edition_id) {before};
            END IF;
            IF TG_OP <> 'DELETE' THEN
                INSERT INTO matchmaking_agendamark (edition_id) {after};
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER mark_agenda AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table}
            FOR EACH ROW EXECUTE FUNCTION mark_agenda_of_{table}();
        """,
        f"DROP TRIGGER mark_agenda ON {table}; DROP FUNCTION mark_agenda_of_{table}();",
    )


# What clusters know of schedules that were published before counts as told.
KNOWN = """
INSERT INTO matchmaking_agendamark (edition_id, counts_as_told)
SELECT e.id, TRUE FROM events_edition e
"""


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0013_sessions_bind'),
        ('matchmaking', '0006_edits_of_two'),
        ('privacy', '0001_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition_id', models.BigIntegerField(db_index=True)),
                ('counts_as_told', models.BooleanField(db_default=False)),
            ],
        ),
        migrations.CreateModel(
            name='AgendaEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('is_cancelled', models.BooleanField(default=False)),
                ('begins', models.DateTimeField(blank=True, null=True)),
                ('ends', models.DateTimeField(blank=True, null=True)),
                ('says', models.JSONField(default=dict)),
                ('about', models.CharField(choices=[('edition', 'Edition'), ('session', 'Session'), ('meeting', 'Meeting')], max_length=10)),
                ('key', models.BigIntegerField(help_text='The id of the thing, which may be gone.')),
                ('uid', models.CharField(max_length=150, unique=True)),
                ('changed_at', models.DateTimeField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='events.edition')),
                ('registration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='events.registration')),
            ],
            options={
                'ordering': ('begins', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('told_at', models.DateTimeField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='events.edition')),
                ('told_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-number',),
            },
        ),
        migrations.CreateModel(
            name='ToldEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('is_cancelled', models.BooleanField(default=False)),
                ('begins', models.DateTimeField(blank=True, null=True)),
                ('ends', models.DateTimeField(blank=True, null=True)),
                ('says', models.JSONField(default=dict)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='matchmaking.agendaentry')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told_entries', to='events.registration')),
            ],
        ),
        migrations.AddConstraint(
            model_name='agendaentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', 'meeting'), ('registration__isnull', False)), models.Q(('about__in', ['edition', 'session']), ('registration__isnull', True)), _connector='OR'), name='entry_of_one_or_of_all'),
        ),
        migrations.AddConstraint(
            model_name='telling',
            constraint=models.UniqueConstraint(fields=('edition', 'number'), name='telling_number_once'),
        ),
        migrations.AddConstraint(
            model_name='toldentry',
            constraint=models.UniqueConstraint(fields=('registration', 'entry'), name='told_entry_once'),
        ),
        *(watch(*watched) for watched in WATCHED),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        LogTable('matchmaking.Telling'),
    ]
