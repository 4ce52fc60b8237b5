"""The logo of an organisation: a picture that everybody sees."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from clusters.models import Organisation
from files.kinds import Kind
from files.models import StoredFile
from files.services import Upload, drop, keep_upload

WIDEST = 480


@transaction.atomic
def set_logo(*, organisation: Organisation, owner: User, upload: Upload, now: datetime) -> None:
    """Draw the picture anew, at most `WIDEST` pixels wide and high; the one before it goes.

    It is a file of who uploads it, and goes with that account's erasure. Raises what `keep_upload`
    raises.
    """
    file = keep_upload(
        owner=owner,
        upload=upload,
        purpose=StoredFile.Purpose.LOGO,
        among=(Kind.PNG, Kind.JPEG),
        about=f"organisation:{organisation.pk}",
        readers=StoredFile.Readers.EVERYBODY,
        widest=WIDEST,
        now=now,
    )
    _put(organisation, file)


@transaction.atomic
def remove_logo(*, organisation: Organisation) -> bool:
    """Whether there was one."""
    return _put(organisation, None)


def _put(organisation: Organisation, file: StoredFile | None) -> bool:
    current = Organisation.with_drafts.select_for_update(no_key=True).get(pk=organisation.pk)
    former, current.logo = current.logo, file
    current.save(update_fields=["logo"])
    if former:
        drop(former)
    return former is not None
