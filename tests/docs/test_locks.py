"""What is installed for development is what is installed for the site, and more."""

import re
from pathlib import Path

from django.conf import settings

LOCKED = re.compile(r"^([A-Za-z0-9._-]+==[^ \\]+)", re.MULTILINE)


def locked(name: str) -> set[str]:
    lock = Path(settings.BASE_DIR) / "requirements" / f"{name}.txt"
    return set(LOCKED.findall(lock.read_text(encoding="utf-8")))


def test_all_that_the_site_needs_is_there_for_its_tests() -> None:
    assert locked("base")
    assert locked("base") <= locked("dev")
