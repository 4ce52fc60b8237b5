"""The log of second steps: when one was set up or removed, without its secret."""

from django.db import migrations

from privacy.log.operations import LogTable


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_triggers"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [LogTable("mfa.Authenticator", without=["data", "last_used_at"])]
