"""Writes docs/privacy.md from the declarations."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from privacy.document import text


class Command(BaseCommand):
    help = "Writes docs/privacy.md from what the apps declare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "docs" / "privacy.md")

    def handle(self, *args: Any, **options: Any) -> None:
        options["to"].write_text(text(), encoding="utf-8")
