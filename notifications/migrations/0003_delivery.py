import django.db.models.functions.text
from django.db import migrations, models

from notifications.sealing import sealed


def seal_and_give_reasons(apps, schema_editor):
    """Links that wait are sealed; mails that had failed were not taken within some hours."""
    message = apps.get_model("notifications", "OutboxMessage")
    for row in message.objects.exclude(secret=""):
        row.secret = sealed(row.secret)
        row.save(update_fields=["secret"])
    message.objects.filter(state="failed").update(failure="refused")


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_what_the_recipient_knows'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailServer',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('away_since', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='UnreachableAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('since', models.DateTimeField()),
                ('reason', models.TextField(blank=True, verbose_name='what the mail server said')),
            ],
            options={
                'verbose_name_plural': 'unreachable addresses',
            },
        ),
        migrations.RemoveConstraint(
            model_name='outboxmessage',
            name='outbox_state_known',
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='about',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='failure',
            field=models.CharField(blank=True, choices=[('away', 'The mail server could not be reached for five days.'), ('refused', 'The mail server did not take it for five days.'), ('recipient', 'The mail server says that this address takes no mail.'), ('unwritable', 'The mail could not be written.')], max_length=10),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='reply_to',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='sender',
            field=models.CharField(blank=True, help_text='In whose name it is sent; empty for the site.', max_length=200),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='tried_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='secret',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed'), ('given_up', 'Given up')], default='queued', max_length=10),
        ),
        migrations.RunPython(seal_and_give_reasons, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['about'], name='outbox_failed'),
        ),
        migrations.AddIndex(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('body', ''), _negated=True), fields=['sent_at'], name='outbox_readable'),
        ),
        migrations.AddConstraint(
            model_name='outboxmessage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sent', 'failed', 'given_up'])), name='outbox_state_known'),
        ),
        migrations.AddConstraint(
            model_name='outboxmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed', 'given_up']), ('failure__in', ['away', 'refused', 'recipient', 'unwritable'])), models.Q(('state__in', ['queued', 'sent']), ('failure', '')), _connector='OR'), name='outbox_failure_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='mailserver',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='mail_server_is_one'),
        ),
        migrations.AddConstraint(
            model_name='mailserver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('away_since__isnull', True), ('failures', 0), ('next_try_at__isnull', True)), models.Q(('away_since__isnull', False), ('failures__gt', 0), ('next_try_at__isnull', False)), _connector='OR'), name='mail_server_away_has_next_try'),
        ),
        migrations.AddConstraint(
            model_name='unreachableaddress',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='unreachable_in_lower_case'),
        ),
    ]
