"""Says whether the database keeps the rules that must hold whatever the code does."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

SCRIPT = Path(__file__).parents[2] / "invariants.sql"


class Command(BaseCommand):
    help = "Looks for rows that break the rules of schedules and mails; fails when there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SCRIPT.read_text(encoding="utf-8"))
            broken = cursor.fetchall()
        for row in broken:
            self.stderr.write(": ".join(str(value) for value in row))
        if broken:
            raise CommandError(f"{len(broken)} violations.")
        self.stdout.write("All rules hold.")
