"""Events: series and their editions, the programme, who registers."""

from events.models.consent import SeriesAsk
from events.models.editions import Consent, Edition, EditionOrganiser, EditionQuerySet, Series
from events.models.messages import RegistrationMessage
from events.models.news import RegistrationNews
from events.models.programme import Session, Speaker
from events.models.registrations import Delegate, Registration

__all__ = [
    "Consent",
    "Delegate",
    "Edition",
    "EditionOrganiser",
    "EditionQuerySet",
    "Registration",
    "RegistrationMessage",
    "RegistrationNews",
    "Series",
    "SeriesAsk",
    "Session",
    "Speaker",
]
