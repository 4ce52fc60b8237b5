"""Real processes for tests marked `processes`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.site import Site, own_broker
from tests.support.waiting import until

INVARIANTS = Path(__file__).resolve().parents[2] / "matchmaking" / "invariants.sql"


def violations() -> list[tuple[str, str]]:
    """What the invariant script finds."""
    with connection.cursor() as cursor:
        cursor.execute(INVARIANTS.read_text())
        return list(cursor.fetchall())


@pytest.fixture
def site(transactional_db: None, tmp_path: Path) -> Iterator[Site]:
    """The site's processes, none started yet; after the test every invariant must hold."""
    with own_broker() as broker:
        site = Site(tmp_path, broker)
        try:
            yield site
        finally:
            site.close()
        assert violations() == []


@pytest.fixture
def live_site(site: Site) -> Site:
    """Web, workers and beat, up and ready, as the demonstration runs them; pages have styles."""
    site.environment |= {"UNCOLLECTED_STATIC": "1", "DEMO": "1"}
    worker = site.start_worker(wait=False)
    mail = site.start_mail_worker(wait=False)
    site.start_beat()
    site.start_web()
    until(lambda: worker.says("ready.") and mail.says("ready."), "the workers")
    return site
