"""`manage.py load_register`: the register's founding facts from `data/`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.loader.load import Loaded, load
from archive.loader.problems import Refused


class Command(BaseCommand):
    help = "Loads the register's files: checks all of them, then stores all or nothing."
    # It needs the models alone; checking every page first would take longer than the load.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="Files or folders; else data/."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["paths"]
        try:
            loaded = load(paths or [settings.BASE_DIR / "data"], is_whole=not paths)
        except Refused as refused:
            raise CommandError(f"{refused}\nNothing was changed.") from refused
        for line in loaded.kept:
            self.stderr.write(line)
        self.stdout.write(_summary(loaded))


def _summary(loaded: Loaded) -> str:
    counts = ", ".join(f"{word} {number}" for word, number in sorted(loaded.counts.items()))
    return f"Changed the register: {counts}." if loaded.is_change else f"No change: {counts}."
