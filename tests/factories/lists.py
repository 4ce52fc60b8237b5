"""Lists that an organiser takes along or brings in."""

from collections.abc import Sequence
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from events.models import Edition, Export
from events.models.exports import WHOLE
from events.queries.about import key_of
from files.models import StoredFile
from files.services import KEPT, keep
from matchmaking.models import Import
from matchmaking.services.importing import begin, show_first


def handed_over(edition: Edition, by: User) -> Export:
    """The whole event, with its file."""
    return Export.objects.create(
        edition=edition,
        asked_by=by,
        table=WHOLE,
        form=Export.Form.ZIP,
        columns=[],
        state=Export.State.HANDED_OVER,
        file=_kept(edition, by, "whole.zip", StoredFile.Purpose.EXPORT, b"PK"),
        asked_at=timezone.now(),
        idempotency_key=uuid4(),
    )


def looked_at(edition: Edition, by: User, names: Sequence[str] = ("Water",)) -> Import:
    """A list of clusters that was only looked at."""
    return list_of(
        edition, by, Import.Layout.PARTICIPANTS, [["cluster"], *([one] for one in names)]
    )


def list_of(
    edition: Edition, by: User, layout: Import.Layout, rows: Sequence[Sequence[str]]
) -> Import:
    """A list whose first row names its columns as `matchmaking.layouts` does; only looked at."""
    content = "\n".join(",".join(row) for row in rows).encode()
    return show_first(
        edition=edition,
        by=by,
        file=_kept(edition, by, "list.csv", StoredFile.Purpose.IMPORT, content),
        layout=layout,
        columns=list(rows[0]),
        now=timezone.now(),
    )


def waiting_list(edition: Edition, by: User, names: Sequence[str]) -> Import:
    """A list of clusters that a worker is to import."""
    return handed_in(looked_at(edition, by, names))


def handed_in(listed: Import) -> Import:
    """The same list, which a worker is to import."""
    begin(listed=listed, layout=listed.layout, columns=listed.columns, merged={})
    return listed


def _kept(
    edition: Edition, by: User, name: str, purpose: StoredFile.Purpose, content: bytes
) -> StoredFile:
    now = timezone.now()
    kind = StoredFile.Kind.ZIP if name.endswith("zip") else StoredFile.Kind.CSV
    return keep(
        owner=by,
        name=name,
        kind=kind,
        content=content,
        purpose=purpose,
        about=key_of(edition),
        now=now,
        delete_after=now + KEPT,
    )
