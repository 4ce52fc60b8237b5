"""How many queries a page needs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from matchmaking.telling.entries import refresh_marked

FEW, MANY = 3, 30


def queries_of(client: Client, address: str) -> int:
    """The number of queries that answering this page takes, once entries are up to date."""
    refresh_marked()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@dataclass(frozen=True)
class Growing:
    """A list page, who reads it, and what gives it one more row."""

    client: Client
    address: str
    add: Callable[[], object]

    def queries(self) -> tuple[int, int]:
        """With few rows, and with many."""
        counts = []
        for rows in (FEW, MANY - FEW):
            for _ in range(rows):
                self.add()
            counts.append(queries_of(self.client, self.address))
        few, many = counts
        return few, many
