"""Delegates with accounts of their own: by invitation from a manager, one a person and event."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacy.log.operations import LogTable


def same(columns, table, name):
    """Copied columns are equal to their origin."""
    return migrations.RunSQL(
        f"ALTER TABLE events_delegateaccess ADD CONSTRAINT {name} FOREIGN KEY ({columns[0]}) "
        f"REFERENCES {table} ({columns[1]}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE events_delegateaccess DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0033_instant_from_start'),
        ('privacy', '0001_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DelegateAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('idempotency_key', models.UUIDField(unique=True)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('may_act', models.BooleanField(default=False, verbose_name='asks and answers for the cluster')),
                ('version', models.PositiveIntegerField(default=1)),
                ('delegate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='access', to='events.delegate')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.edition')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegate_accesses', to='events.registration')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='delegate_accesses', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'accesses of delegates',
                'ordering': ('edition', 'delegate'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'user'), name='delegate_access_once'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('user__isnull', True)), models.Q(('accepted_at__isnull', False), ('user__isnull', False)), _connector='OR'), name='delegate_access_accepted_by_somebody')],
            },
        ),
        same(('delegate_id, registration_id', 'id, registration_id'), 'events_delegate', 'delegate_access_of_delegate'),
        same(('registration_id, edition_id', 'id, edition_id'), 'events_registration', 'delegate_access_of_edition'),
        LogTable('events.DelegateAccess', without=['token_hash']),
    ]
