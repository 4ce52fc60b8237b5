"""What a cluster said at its last event, as far as the form of another event asks for it too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from clusters.models import Organisation
from events.models import Answer, Delegate, Edition, Question, Registration
from events.queries.questions import Asked, is_answered

Kind = Question.Kind
# A file is handed in, and a consent given, for one event alone.
CARRIED = (Kind.TEXT, Kind.LONG, Kind.NUMBER, Kind.ONE, Kind.SEVERAL)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A registration of the last event with what can be taken over from it.

    `answers` are by question of the other event: a text, a number, or choices of that event by id.
    """

    registration: Registration
    people: tuple[Delegate, ...]
    answers: Mapping[int, Any]


def last_registrations(clusters: QuerySet[Organisation], edition: Edition) -> list[Registration]:
    """Of each of these clusters that took part elsewhere the latest one, by the cluster's name."""
    rows = Registration.objects.approved().filter(cluster__in=clusters.order_by().values("pk"))
    rows = rows.exclude(edition=edition).filter(edition__is_recorded=False)
    newest = rows.order_by("cluster_id", "-edition__starts_on", "-pk").distinct("cluster_id")
    found = Registration.objects.filter(pk__in=newest.values("pk")).select_related(
        "edition", "cluster"
    )
    return list(found.order_by("cluster__sort_name", "pk"))


def earlier(registration: Registration, asked: Asked) -> Earlier:
    """What of a registration another event's form, which asks this, can take over."""
    people = tuple(registration.delegates.all())
    rows = registration.answers.select_related("question").prefetch_related("chosen__choice")
    said = {_key(row.question): row for row in rows if row.kind in CARRIED and is_answered(row)}
    found = {
        question.pk: value
        for question in asked.questions
        if (row := said.get(_key(question))) and (value := _value(question, row))
    }
    return Earlier(registration, people, found)


def _key(question: Question) -> tuple[str, str]:
    """The same question is one of the same kind in the same words."""
    return question.kind, question.words.casefold()


def _value(question: Question, answer: Answer) -> Any:
    if question.kind == Kind.NUMBER:
        return "" if answer.number is None else str(answer.number)
    if not question.has_choices:
        return answer.text
    chosen = {row.choice.words.casefold() for row in answer.chosen.all()}
    offered = (row for row in question.choices.all() if not row.is_retired)
    same = [str(row.pk) for row in offered if row.words.casefold() in chosen]
    if question.kind == Kind.SEVERAL:
        return same
    return same[0] if same else ""
