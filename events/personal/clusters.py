"""Clusters that are invited, registered and written to, and whom they send."""

from django.utils.translation import gettext_lazy as _

from events.personal.shared import BACKSTAGE
from privacy.declaring import Kept, Personal, Reader, Rows, Then, did

_delegate = Personal(
    what=_("The names, job titles, languages and topics of the delegates whom a cluster sends"),
    why=_(
        "So that the organiser knows who comes, nobody is booked twice at a time, and the clusters "
        "that you meet know whom to look for."
    ),
    readers=(*BACKSTAGE, Reader.OTHER_SIDE),
    kept=Kept.EDITION,
    # Whose they are is known of delegates with accounts alone; of others names are.
    of="access__user",
    then=Then.PSEUDONYM,
)
_job_title = Personal(
    what=_delegate.what,
    why=_delegate.why,
    readers=BACKSTAGE,
    kept=Kept.EDITION,
    of=_delegate.of,
)
_words = Personal(
    what=_delegate.what,
    why=_delegate.why,
    readers=_delegate.readers,
    kept=Kept.EDITION,
    of=_delegate.of,
)
_presence = Personal(
    what=_("When a delegate is at the event"),
    why=_("So that nobody has a meeting at a time at which no delegate is there."),
    readers=BACKSTAGE,
    kept=Kept.EDITION,
    of=_delegate.of,
)
BESIDE = (Reader.ONESELF, Reader.COLLEAGUES, Reader.ADMINISTRATOR)
_delegate_account = Personal(
    what=_("At which events you are a delegate with an account, and of which cluster"),
    why=_("So that you read your own agenda and hear when it changes."),
    readers=BESIDE,
    kept=Kept.EDITION,
    of="user",
)
_delegate_asked = Personal(
    what=_("The address that a manager invited you at, as a delegate"),
    why=_("To ask you to open your agenda, and to know that it was you."),
    readers=BESIDE,
    kept=Kept.EDITION,
    of="email",
    then=Then.PSEUDONYM,
)
_delegate_token = Personal(
    what=_("A hash of the link in a delegate's invitation"),
    why=_("To know the link again."),
    readers=(Reader.MACHINE,),
    kept=Kept.EDITION,
    of="email",
    then=Then.STAYS,
)


def _message(of: str) -> Personal:
    return Personal(
        what=_("What you write to an event's organiser, or as organiser to a cluster"),
        why=_("To settle what a registration needs."),
        readers=(Reader.COLLEAGUES, Reader.ORGANISER),
        kept=Kept.EDITION,
        of=of,
        quotes=True,
    )


MODELS = {
    "Registration": Rows(
        nothing=(
            "edition cluster state seats max_meetings sends_colleague takes_part idempotency_key"
            " version created_at decided_at"
        ),
        personal={
            "message": _message("registered_by"),
            "registered_by": did("registered_by", *BACKSTAGE),
        },
        edition="edition",
        context=("edition__name", "cluster__name", "created_at"),
    ),
    "Delegate": Rows(
        nothing="registration position",
        personal={
            "name": _delegate,
            "job_title": _job_title,
            "languages": _words,
            "topics": _words,
            "presence": _presence,
        },
        edition="registration__edition",
        context=("registration__edition__name", "registration__cluster__name"),
    ),
    "DelegateAccess": Rows(
        nothing=(
            "delegate registration edition idempotency_key invited_at expires_at accepted_at"
            " may_act version"
        ),
        personal={
            "user": _delegate_account,
            "email": _delegate_asked,
            "token_hash": _delegate_token,
            "invited_by": did("invited_by", *BESIDE),
        },
        goes_with="user",
        edition="edition",
        context=("edition__name", "registration__cluster__name", "invited_at", "may_act"),
    ),
    "Circular": Rows(
        nothing="edition choice sent_at idempotency_key",
        personal={
            "text": _message("author"),
            "author": did("author", Reader.COLLEAGUES, Reader.ORGANISER),
        },
        edition="edition",
        context=("edition__name", "sent_at"),
    ),
    "InvitationRound": Rows(
        nothing="edition choice sent_at idempotency_key",
        personal={
            "text": _message("author"),
            "author": did("author", Reader.COLLEAGUES, Reader.ORGANISER),
        },
        edition="edition",
        context=("edition__name", "sent_at"),
    ),
    "CircularText": Rows(
        nothing="circular language",
        personal={"text": _message("circular__author")},
        edition="circular__edition",
        context=("circular__edition__name", "circular__sent_at"),
    ),
    "InvitationText": Rows(
        nothing="round language",
        personal={"text": _message("round__author")},
        edition="round__edition",
        context=("round__edition__name", "round__sent_at"),
    ),
    "EventInvitation": Rows(
        nothing="round edition cluster state version reminded_at",
        personal={
            "reason": _message("answered_by"),
            "answered_by": did("answered_by", Reader.COLLEAGUES, Reader.ORGANISER),
        },
        edition="edition",
        context=("edition__name", "cluster__name"),
    ),
    "RegistrationMessage": Rows(
        nothing="registration by_organiser sent_at idempotency_key circular",
        personal={
            "text": _message("author"),
            "author": did("author", Reader.COLLEAGUES, Reader.ORGANISER),
        },
        edition="registration__edition",
        context=("registration__edition__name", "registration__cluster__name", "sent_at"),
    ),
    "RegistrationNews": Rows(
        nothing="registration kind lost_meetings lost happened_at told_in",
        personal={"message": _message("registration__registered_by")},
        edition="registration__edition",
        context=("registration__edition__name", "registration__cluster__name", "happened_at"),
    ),
}
