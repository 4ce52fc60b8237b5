"""Who acts, told to the triggers by a setting of the transaction.

The setting is made before the first write of a transaction and ends with it, so that a connection
that goes back to its pool says nothing of anybody, and a page that only reads asks nothing more.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from privacy.log import declared

NOBODY = ""
VISITOR = "visitor"
USER = "user:"
BY_MAIL = "mail:"
SET = "SELECT set_config('clustermeet.actor', %s, true)"
WRITES = re.compile(
    r"\s*(?:INSERT\s|UPDATE\s|DELETE\s|MERGE\s|TRUNCATE\s|COPY\s|DO\s|CALL\s"
    r"|WITH\s.*\b(?:INSERT|UPDATE|DELETE|MERGE)\s)",
    re.IGNORECASE | re.DOTALL,
)
TABLE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)

_actor: ContextVar[Callable[[], str] | None] = ContextVar("actor", default=None)


def user(key: int) -> str:
    """How a person stands in the log."""
    return f"{USER}{key}"


def by_mail(key: int) -> str:
    """How a person stands in the log who acted by a link in a mail, without signing in."""
    return f"{BY_MAIL}{user(key)}"


def person_of(actor: str) -> str:
    """Who acted, by whichever way; empty where that was no person with an account."""
    who = actor.removeprefix(BY_MAIL)
    return who if who.startswith(USER) else ""


@contextmanager
def acting_as(who: str | Callable[[], str]) -> Iterator[None]:
    """All that is written in here was done by this one; a callable is asked at the first write."""
    token = _actor.set(who if callable(who) else lambda: who)
    try:
        yield
    finally:
        _actor.reset(token)


def current() -> str:
    ask = _actor.get()
    return ask() if ask else NOBODY


def tell(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    """On each new connection: tell the triggers who acts."""
    if not any(isinstance(wrapper, _Teller) for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(_Teller())


@cache
def _unlogged_tables() -> frozenset[str]:
    return frozenset(
        model._meta.db_table for model in declared.tables() if declared.why_not_logged(model)
    )


def _is_logged_write(statement: object) -> bool:
    text = statement if isinstance(statement, str) else str(statement)
    if not WRITES.match(text):
        return False
    table = TABLE.match(text)
    return table is None or table[1] not in _unlogged_tables()


class _Teller:
    """What one connection's transaction was told; None when that is not known."""

    told: str | None = NOBODY

    def __call__(
        self,
        execute: Callable[..., Any],
        statement: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        connection: BaseDatabaseWrapper = context["connection"]
        status = connection.connection.info.transaction_status
        if status == TransactionStatus.IDLE:
            self.told = NOBODY
        elif isinstance(statement, str) and statement.startswith("ROLLBACK TO"):
            # The setting goes back to what it was at the savepoint.
            self.told = None
        if not _is_logged_write(statement) or status == TransactionStatus.INERROR:
            return execute(statement, params, many, context)
        who = current()
        if who == self.told:
            return execute(statement, params, many, context)
        if connection.in_atomic_block or not connection.get_autocommit():
            self._say(who, connection)
            return execute(statement, params, many, context)
        with transaction.atomic(using=connection.alias):
            self._say(who, connection)
            return execute(statement, params, many, context)

    def _say(self, who: str, connection: BaseDatabaseWrapper) -> None:
        # Past Django's cursor: this is not a query of the page's. Its errors are Django's all the
        # same: a server that ends just now is an outage.
        with connection.wrap_database_errors:
            connection.connection.execute(SET, [who])
        self.told = who
