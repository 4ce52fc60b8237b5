"""What holds at Django's start."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from clustermeet.apps import FORMER


@pytest.mark.django_db
def test_database_of_a_former_version_is_refused_with_the_way_out() -> None:
    MigrationRecorder(connection).record_applied(*FORMER)
    with pytest.raises(CommandError, match="make clean-data"):
        call_command("migrate", verbosity=0)
