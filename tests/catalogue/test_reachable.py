"""Nothing of the register is hidden: from the home page one comes to everything."""

import re
from collections import deque
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from clusters.models import Organisation, Project, Region, Source
from events.models import Edition, Series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

LINK = re.compile(r'<a\b[^>]*?href="([^"#]*)')
LEAF = re.compile(r"/regions/\w+/$")
"""What a region's page leads to, lists lead to as well: it is found, not followed."""
FOLLOWED = {"page", "country"}
"""Other choices in an address narrow or sort what is listed already."""


def leads_on(address: str) -> bool:
    """Whether the address is a page of the register that leads to more of it."""
    parts = urlsplit(address)
    narrowed = {choice.partition("=")[0] for choice in parts.query.split("&") if choice}
    is_page = parts.path.endswith("/") and not parts.path.startswith(("/accounts/", "/claims/"))
    return not parts.netloc and is_page and narrowed <= FOLLOWED and not LEAF.match(parts.path)


def crawl(client: Client) -> set[str]:
    """The path of every link that pages show from the home page on."""
    waiting, seen, found = deque(["/"]), {"/"}, {"/"}
    while waiting:
        here = waiting.popleft()
        response = client.get(here)
        if response.status_code != 200:
            continue
        for link in LINK.findall(response.text):
            written = unescape(link)
            address = urlsplit(here).path + written if written.startswith("?") else written
            found.add(urlsplit(address).path)
            if address not in seen and leads_on(address):
                seen.add(address)
                waiting.append(address)
    return found


def test_everything_public_is_reached_from_the_home_page(client: Client) -> None:
    found = crawl(client)

    public = [
        *Edition.objects.public(),
        *Series.objects.all(),
        *Region.objects.all(),
        *Organisation.objects.all(),
        *Project.objects.all(),
        *Source.objects.all(),
    ]
    assert [row for row in public if row.get_absolute_url() not in found] == []
    assert "/organisations/european-cluster-collaboration-platform/" in found
