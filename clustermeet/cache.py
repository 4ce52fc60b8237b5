"""What the site counts against limits on repeated acts, in the database like all that must hold.

allauth counts in the default cache: sign-ins, codes, and which codes were used. In Valkey, which
may vanish at any moment, the limits would vanish with it.
"""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections
from django.utils.crypto import salted_hmac


def sealed(key: str, prefix: str, version: int) -> str:
    """The key as it is kept: nobody reads an address of a person or a machine from it."""
    return salted_hmac("clustermeet.cache", f"{prefix}:{version}:{key}").hexdigest()


class Counts(DatabaseCache):
    """A table of counts from which only those leave whose time is over.

    Django's own would throw out the third with the lowest keys once there are many, and so would
    let whoever makes many keys begin anew.
    """

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        table = connections[db].ops.quote_name(self._table)  # type: ignore[attr-defined]
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 (our name)
