"""What a web process loads: every view, but never OR-Tools (0.7 s and 50 MB) or Numba."""

import subprocess
import sys

from django.conf import settings

LOADS_EVERYTHING = """
import sys
import django
django.setup()
from clustermeet.wsgi import application
from django.urls import URLResolver, get_resolver

def callbacks(resolver):
    for one in resolver.url_patterns:
        yield from callbacks(one) if isinstance(one, URLResolver) else [one.callback]

found = list(callbacks(get_resolver()))
assert len(found) > 100, found
assert application
kept_out = {"ortools", "numba", "llvmlite"}
print(sorted(name for name in sys.modules if name.split(".")[0] in kept_out))
"""


def test_no_view_loads_the_solver() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADS_EVERYTHING],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
