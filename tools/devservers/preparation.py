"""What comes before the demo's first page; the one module here that is run with Django.

In one process, because starting Django costs more than each command. Prints what `load_demo`
prints, that is who can sign in; what the others say goes to the error output.
"""

import os
import sys

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustermeet.settings")
    django.setup()
    notes = OutputWrapper(sys.stderr)
    try:
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0, stdout=notes)
        call_command("migrate", interactive=False, stdout=notes)
        call_command("load_register", stdout=notes)
        call_command("load_demo")
    except CommandError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
