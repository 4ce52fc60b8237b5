"""What the site finds in its environment while it is tested.

A plugin (`-p`), because Django reads its settings before pytest reads a conftest.py.
"""

import os
from urllib.parse import urlsplit, urlunsplit

# Redis has 16 numbered databases; those from 8 on belong to sites of real processes.
SHARED = 8


def own_number(address: str, process: str) -> str:
    """The address with a numbered database for this process of the test run: gw0 has 1."""
    number = 1 + int(process.removeprefix("gw")) % (SHARED - 1)
    return urlunsplit(urlsplit(address)._replace(path=f"/{number}"))


# As in production templates are read once, which halves the time of a page; but static files are
# served from their sources.
os.environ |= {"DEBUG": "0", "HASHED_STATIC": "0"}
os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ.setdefault("SECRET_KEY", "of a test run, which signs nothing that stays")
if "PYTEST_XDIST_WORKER" in os.environ and os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = own_number(os.environ["REDIS_URL"], os.environ["PYTEST_XDIST_WORKER"])
