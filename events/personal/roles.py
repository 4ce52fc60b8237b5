"""Who works at one event alone."""

from django.utils.translation import gettext_lazy as _

from events.personal.shared import TOKEN
from privacy.declaring import Kept, Personal, Reader, Rows, Then, did

WORKING = (Reader.ORGANISER, Reader.ADMINISTRATOR)
_works = Personal(
    what=_("At which events you work, and as what"),
    why=_("So that you see what you may, and others know who does what."),
    readers=WORKING,
    kept=Kept.ACCOUNT,
    of="user",
)
_asked_to_work = Personal(
    what=_("The address at which you were asked to work at an event"),
    why=_("To ask you, and to know that it was you."),
    readers=(Reader.ONESELF, *WORKING),
    kept=Kept.ACCOUNT,
    of="email",
    then=Then.PSEUDONYM,
)

MODELS = {
    "EventRole": Rows(
        nothing="version",
        personal=dict.fromkeys(("edition", "user", "role", "created_at"), _works),
        goes_with="user",
        context=("edition__name",),
    ),
    "EventRoleInvitation": Rows(
        nothing="edition role idempotency_key created_at expires_at accepted_at revoked_at",
        personal={
            "email": _asked_to_work,
            "token_hash": TOKEN,
            "invited_by": did("invited_by", *WORKING, kept=Kept.ACCOUNT),
            "accepted_by": did("accepted_by", *WORKING, kept=Kept.ACCOUNT),
        },
        context=("edition__name", "created_at"),
    ),
}
