"""Events: series and their editions, the programme, who registers."""

from events.models.applications import Application, Review, Score, Verdict
from events.models.calls import Call, CallExport, Criterion, Reviewer, ReviewerInvitation
from events.models.consent import Naming, SeriesAsk
from events.models.delegates import DelegateAccess
from events.models.editions import Edition, EditionQuerySet
from events.models.event_roles import EventRole, EventRoleInvitation
from events.models.exports import Export
from events.models.inviting import EventInvitation, InvitationRound
from events.models.messages import Circular, RegistrationMessage
from events.models.moves import EditionMove
from events.models.news import RegistrationNews
from events.models.organisers import Consent, EditionOrganiser
from events.models.programme import Session, Speaker
from events.models.questions import Answer, AnswerChoice, Question, QuestionChoice
from events.models.registrations import Delegate, Registration
from events.models.running import HeldRole
from events.models.series import Series
from events.models.wordings import CircularText, InvitationText

__all__ = [
    "Answer",
    "AnswerChoice",
    "Application",
    "Call",
    "CallExport",
    "Circular",
    "CircularText",
    "Consent",
    "Criterion",
    "Delegate",
    "DelegateAccess",
    "Edition",
    "EditionMove",
    "EditionOrganiser",
    "EditionQuerySet",
    "EventInvitation",
    "EventRole",
    "EventRoleInvitation",
    "Export",
    "HeldRole",
    "InvitationRound",
    "InvitationText",
    "Naming",
    "Question",
    "QuestionChoice",
    "Registration",
    "RegistrationMessage",
    "RegistrationNews",
    "Review",
    "Reviewer",
    "ReviewerInvitation",
    "Score",
    "Series",
    "SeriesAsk",
    "Session",
    "Speaker",
    "Verdict",
]
