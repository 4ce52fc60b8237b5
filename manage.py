#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

from privacy.log.actors import acting_as

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustermeet.settings")
    # The log says which command wrote.
    with acting_as(f"command:{' '.join(sys.argv[1:2])}"):
        execute_from_command_line(sys.argv)
