"""Erase again, after a restore, whoever had asked for it; before the site opens."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.services.ledger import carry_out


class Command(BaseCommand):
    help = "Erases again whoever stands in the list of erasures and is in the database."

    def handle(self, *args: Any, **options: Any) -> None:
        people = carry_out(now=timezone.now())
        self.stdout.write(f"Erased again: {people} people.")
