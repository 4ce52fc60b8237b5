"""Applications to calls, and what reviewers say of them."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from events.personal.shared import BACKSTAGE, TOKEN
from privacy.declaring import Kept, Personal, Reader, Rows, Then, did

_application = Personal(
    what=_("What you write when you apply to a call, and what its organiser asks you to complete"),
    why=_("So that it can be decided who is selected."),
    readers=(*BACKSTAGE, Reader.REVIEWER),
    kept=Kept.EDITION,
    of="submitted_by",
    quotes=True,
)
_to_complete = replace(_application, readers=BACKSTAGE)


def _review(of: str, then: Then = Then.BLANKED) -> Personal:
    return Personal(
        what=_("What you say as a reviewer of an application, and the points that you give"),
        why=_("So that the owners of the call decide by what its reviewers find."),
        readers=(Reader.ONESELF, Reader.OWNERS, Reader.REVIEWER),
        kept=Kept.EDITION,
        of=of,
        then=then,
        quotes=then is Then.BLANKED,
    )


_reviewer = Personal(
    what=_("The calls that you review"),
    why=_("To let you read and score the applications."),
    readers=(Reader.ONESELF, *BACKSTAGE[1:]),
    kept=Kept.ACCOUNT,
    of="user",
    then=Then.STAYS,
)
_asked_to_review = Personal(
    what=_("The address at which you were asked to review a call"),
    why=_("To ask you in, and to know that it was you."),
    readers=(Reader.ONESELF, Reader.OWNERS, Reader.INVITED),
    kept=Kept.ACCOUNT,
    of="email",
    then=Then.PSEUDONYM,
)

MODELS = {
    "Call": Rows(
        "slug edition series body title text languages opens_at closes_at time_zone places state"
        " decided_at version idempotency_key created_at"
    ),
    "Criterion": Rows("call text weight position"),
    "Reviewer": Rows(
        nothing="call joined_at",
        personal={"user": _reviewer},
        context=("call__title",),
    ),
    "CallExport": Rows(
        nothing="call title has_points asked_at idempotency_key",
        personal={"asked_by": did("asked_by", Reader.ORGANISER, Reader.ADMINISTRATOR)},
        edition="call__edition",
        context=("title", "asked_at"),
    ),
    "ReviewerInvitation": Rows(
        nothing="call idempotency_key created_at expires_at accepted_at revoked_at",
        personal={
            "email": _asked_to_review,
            "token_hash": TOKEN,
            "invited_by": did("invited_by", Reader.OWNERS, kept=Kept.ACCOUNT),
        },
        context=("call__title", "created_at"),
    ),
    "Application": Rows(
        nothing=(
            "call organisation starts_on ends_on time_zone city region submitted_at state"
            " registration edition_made version idempotency_key"
        ),
        personal={
            "text": _application,
            "to_complete": _to_complete,
            "submitted_by": did("submitted_by", *BACKSTAGE),
        },
        edition="call__edition",
        context=("call__title", "organisation__name", "submitted_at"),
    ),
    "Review": Rows(
        nothing="application application_version written_at",
        personal={
            "note": _review("reviewer__user"),
            "reviewer": _review("reviewer__user", Then.STAYS),
        },
        edition="application__call__edition",
        context=("application__call__title", "application__organisation__name", "written_at"),
    ),
    "Score": Rows("review criterion points"),
    "Verdict": Rows("application outcome place"),
}
