"""Statements stay planned while tests take back what they did.

psycopg forgets the statements of a connection with each ROLLBACK, as what they read may have been
dropped with it. A test rolls back each act it tries, and no table: PostgreSQL itself plans anew
where one has changed. This halves what it computes for the tests.
"""

from psycopg._preparing import PrepareManager

# Of a test run, which asks for more pages than the site within as many minutes.
MOST = 500


def install() -> None:
    """Let every connection of this process keep them."""
    PrepareManager._should_discard = lambda *_: False  # type: ignore[method-assign]
    PrepareManager.prepared_max = MOST
