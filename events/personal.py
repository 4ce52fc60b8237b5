"""What the fields of events are, as to persons: delegates, messages, who speaks."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows, Then, did

BACKSTAGE = (Reader.COLLEAGUES, Reader.ORGANISER, Reader.STAFF, Reader.ADMINISTRATOR)

_delegate = Personal(
    what=_("The names, job titles, languages and topics of the delegates whom a cluster sends"),
    why=_(
        "So that the organiser knows who comes, nobody is booked twice at a time, and the clusters "
        "that you meet know whom to look for."
    ),
    readers=(*BACKSTAGE, Reader.OTHER_SIDE),
    kept=Kept.EDITION,
    then=Then.PSEUDONYM,
)
_job_title = Personal(what=_delegate.what, why=_delegate.why, readers=BACKSTAGE, kept=Kept.EDITION)
_words = Personal(
    what=_delegate.what, why=_delegate.why, readers=_delegate.readers, kept=Kept.EDITION
)
_presence = Personal(
    what=_("When a delegate is at the event"),
    why=_("So that nobody has a meeting at a time at which no delegate is there."),
    readers=BACKSTAGE,
    kept=Kept.EDITION,
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
_speaker = Personal(
    what=_("The names of those who speak in an event's public programme, with their role"),
    why=_("The programme of an event is public, and stays part of the record."),
    readers=(Reader.EVERYBODY,),
    kept=Kept.RECORD,
)
_answer = Personal(
    what=_("What you answer to an event's own questions, files and consents included"),
    why=_("The event's organiser needs it to prepare the event."),
    readers=(Reader.COLLEAGUES, Reader.ORGANISER),
    kept=Kept.EDITION,
    of="answered_by",
    quotes=True,
)
_choice = Personal(
    what=_answer.what,
    why=_answer.why,
    readers=_answer.readers,
    kept=Kept.EDITION,
    of="answer__answered_by",
    # The choices of questions about persons go by hand: `events.services.forgetting`.
    then=Then.STAYS,
)


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
_token = Personal(
    what=_("A hash of the link in an invitation"),
    why=_("To know the link again."),
    readers=(Reader.MACHINE,),
    kept=Kept.ACCOUNT,
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
_token = Personal(
    what=_("A hash of the link in an invitation"),
    why=_("To know the link again."),
    readers=(Reader.MACHINE,),
    kept=Kept.ACCOUNT,
    of="email",
    then=Then.STAYS,
)

MODELS = {
    "Series": Rows("slug name aim organiser is_demo sort_name known_as"),
    "Edition": Rows(
        "slug series ordinal kind name summary owner host_region guest_regions sectors partnerships"
        " languages funding_programmes starts_on ends_on date_precision time_zone venue city"
        " country_code latitude longitude capacity registration_closes_at requests_open_at"
        " requests_close_at"
        " fairness common_language"
        " is_fairness_public notice_minutes who_moves instant_meetings"
        " instant_from_start other_regions_only most_requests most_musts most_meetings"
        " fewest_meetings answer_days meets_online online_pattern people_kept_months people_told_at"
        " people_erased_at"
        " state is_recorded is_demo version idempotency_key created_at sort_name"
        " known_as"
        # The organising body's own mailbox for answers, not somebody's.
        " reply_to"
    ),
    "EditionOrganiser": Rows("source passage edition organisation role state version position"),
    "Naming": Rows("edition organisation role state version asked_at"),
    "SeriesAsk": Rows("edition series ordinal state version asked_at"),
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
    "EventInvitation": Rows(
        nothing="round edition cluster state version reminded_at",
        personal={
            "reason": _message("answered_by"),
            "answered_by": did("answered_by", Reader.COLLEAGUES, Reader.ORGANISER),
        },
        edition="edition",
        context=("edition__name", "cluster__name"),
    ),
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
            "token_hash": _token,
            "invited_by": did("invited_by", *WORKING, kept=Kept.ACCOUNT),
            "accepted_by": did("accepted_by", *WORKING, kept=Kept.ACCOUNT),
        },
        context=("edition__name", "created_at"),
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
        nothing="registration kind lost_meetings happened_at told_in",
        personal={"message": _message("registration__registered_by")},
        edition="registration__edition",
        context=("registration__edition__name", "registration__cluster__name", "happened_at"),
    ),
    "EditionMove": Rows(
        nothing=(
            "edition from_first from_last from_zone to_first to_last to_zone moved_at"
            " idempotency_key"
        ),
        personal={"moved_by": did("moved_by", Reader.ORGANISER, Reader.STAFF)},
        edition="edition",
        context=("edition__name", "moved_at"),
    ),
    "Export": Rows(
        nothing=(
            "edition table form columns has_personal language state tries file asked_at"
            " idempotency_key"
        ),
        # The page shows one's own; that there was one stands in the event's log.
        personal={"asked_by": did("asked_by", Reader.ORGANISER, Reader.ADMINISTRATOR)},
        edition="edition",
        context=("edition__name", "asked_at"),
    ),
    "Question": Rows(
        "edition kind asked readers words help is_required has_personal least most last_day sent_at"
        " retired_at position version idempotency_key"
    ),
    "QuestionChoice": Rows("question words position is_retired"),
    "Answer": Rows(
        # The words that were agreed to are the organiser's.
        nothing="registration edition question kind file agreed_words agreed_at withdrawn_at"
        " answered_at",
        personal={
            "text": _answer,
            "number": _answer,
            "answered_by": did("answered_by", Reader.COLLEAGUES, Reader.ORGANISER),
            "agreed_by": did("agreed_by", Reader.COLLEAGUES, Reader.ORGANISER),
            "withdrawn_by": did("withdrawn_by", Reader.COLLEAGUES, Reader.ORGANISER),
        },
        edition="edition",
        context=(
            "edition__name",
            "registration__cluster__name",
            "question__words",
            "agreed_words",
            "agreed_at",
            "withdrawn_at",
            "answered_at",
        ),
    ),
    "AnswerChoice": Rows(
        nothing="answer question kind",
        personal={"choice": _choice},
        edition="question__edition",
        context=("question__edition__name", "question__words", "choice__words"),
    ),
    "Session": Rows(
        "source passage edition kind title description day_on day_title period place visited"
        " position idempotency_key binds"
    ),
    "Speaker": Rows(
        nothing="source session organisation position",
        personal={
            "name": _speaker,
            "role": _speaker,
            "topic": _speaker,
            "passage": _speaker,
            "known_as": _speaker,
        },
    ),
    "Call": Rows(
        "slug edition series body title text opens_at closes_at time_zone places state decided_at"
        " version idempotency_key created_at"
    ),
    "Criterion": Rows("call text weight position"),
    "Reviewer": Rows(
        nothing="call joined_at",
        personal={"user": _reviewer},
        context=("call__title",),
    ),
    "ReviewerInvitation": Rows(
        nothing="call idempotency_key created_at expires_at accepted_at revoked_at",
        personal={
            "email": _asked_to_review,
            "token_hash": _token,
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
