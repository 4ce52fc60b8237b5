"""What all tests of a file have in common, made once and rolled back after the last of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

Made = TypeVar("Made")


@contextmanager
def kept(blocker: DjangoDbBlocker, make: Callable[[], Made]) -> Iterator[Made]:
    """What is made, in a transaction around those of the tests.

    What its rows still owe the database, such as a key that is looked up at the end, is asked for
    at once. Else each test would look it all up at its own end, and take that back.
    """
    with blocker.unblock(), transaction.atomic():
        made = make()
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)
