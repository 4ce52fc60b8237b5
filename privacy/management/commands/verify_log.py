"""Is the log what was sealed?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from privacy.log.sealing import End, end, faults, holds, waiting


class Command(BaseCommand):
    help = "Check the chain of the log; exit 1 when an entry was changed, lost, swapped or put in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--end",
            metavar="PLACE:HASH",
            help="An end that an earlier check printed and that was kept elsewhere: "
            "the chain must still run through it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            found, last, left = faults(), end(), waiting()
            is_known = not options["end"] or holds(_end(options["end"]))
        for fault in found:
            entry = f" (entry {fault.entry_id})" if fault.entry_id else ""
            self.stdout.write(f"{fault.rule}: place {fault.place}{entry}")
        if not is_known:
            self.stdout.write(f"log: does not run through {options['end']}")
        since = f", the oldest since {left.since:%Y-%m-%d %H:%M:%S} UTC" if left.since else ""
        self.stdout.write(f"{left.count} entries wait for their place{since}.")
        if found or not is_known:
            raise CommandError("The log is not what was sealed.")
        self.stdout.write(f"The log is whole. It ends at {last.place}:{last.hash}")


def _end(text: str) -> End:
    place, _, digest = text.partition(":")
    if not place.isdecimal():
        raise CommandError("--end is PLACE:HASH, as an earlier check printed it.")
    return End(int(place), digest)
