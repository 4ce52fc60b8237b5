"""The log of how people want to be told by mail."""

from django.db import migrations

from privacy.log.operations import LogTable


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0004_erased_traces"),
        ("notifications", "0004_mail_wishes"),
    ]

    operations = [LogTable("notifications.MailWishes")]
