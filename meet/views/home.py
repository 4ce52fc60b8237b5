"""The start page of a signed-in person, and a cluster's home at an edition."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.asking import asked_of
from accounts.loading import person
from accounts.models import User
from accounts.words import second_step
from events.models import Edition, Registration
from events.queries.calls import (
    applications_of,
    calls_left,
    calls_reviewed_by,
    invitations_to_review,
)
from events.queries.consent import waiting_consents
from events.queries.editions import editions_backstage_of
from events.rules import ENDED, can_act_for, can_create_edition, phase
from interface.counting import counts
from interface.parts import part
from matchmaking.queries.agenda import agenda
from matchmaking.queries.pairing import pairing
from matchmaking.rules import (
    are_answers_over,
    is_asking_over,
    is_open_for_late_answers,
    recommends_partners,
)
from meet.loading import registration_of
from meet.queries.agenda import as_it_stands, free_times, next_item, shown_day
from meet.queries.home import my_clusters, open_editions, progress
from meet.queries.inbox import MOST_CARDS, cards, fresh_answers, own_requests, tab_counts
from meet.queries.partners import circle, recommended
from meet.queries.people import (
    claim_begun,
    standing_of,
)
from meet.queries.unmet import unmet
from meet.views.partners import may_ask
from meet.words import agenda as agenda_words
from meet.words.people import invited_as, invited_to_event_as
from meet.words.requests import tabs
from translations.queries import bring_for

RECOMMENDED = 4
MOST_SHOWN = 5


@require_GET
def my_home(request: HttpRequest) -> HttpResponse:
    user, now = person(request), timezone.now()
    clusters, standing = my_clusters(user, now), standing_of(user, now)
    to_join = open_editions(clusters, now)
    run = [row for row in editions_backstage_of(user, now) if row.is_own]
    named = [*to_join, *(row.edition for row in run), *standing.named]
    bring_for(request, [*named, *(edition for mine in clusters for edition in mine.named)])
    context = {
        "clusters": clusters,
        "open_editions": to_join,
        "run_editions": run,
        "can_create_edition": can_create_edition(user),
        "claims": standing.claims,
        "invitations": [
            (row, invited_as(row.organisation, row.role)) for row in standing.invitations
        ],
        "role_offers": [(row, invited_to_event_as(row.role)) for row in standing.role_offers],
        "asked_as_delegate": standing.asked_as_delegate,
        "delegations": standing.delegations,
        "came_for": user.came_for,
        "claim_begun": claim_begun(user) if user.came_for else None,
        **_calls(request, user, now, may_apply=bool(clusters)),
        "asked_of_bodies": waiting_consents(user),
        "second_step": second_step(asked.due) if (asked := asked_of(request)) else "",
    }
    return render(request, "meet/my_home.html", context)


def _calls(
    request: HttpRequest, user: User, now: datetime, *, may_apply: bool
) -> dict[str, object]:
    """What there is of calls, counted in one query; only what is there is looked up."""
    invited, left = invitations_to_review(user, now), calls_left(user, now)
    found = counts(
        invited=invited,
        reviews=calls_reviewed_by(user),
        applications=applications_of(user),
        left=left,
    )
    is_shown = may_apply and found["left"]
    calls = part(list(left), "calls", request.GET, MOST_SHOWN) if is_shown else ()
    asked = list(invited) if found["invited"] else []
    named = [*calls, *(row.edition for row in calls), *(row.call for row in asked)]
    bring_for(request, named)
    return {
        "review_invitations": asked,
        "reviews": found["reviews"],
        "applications": found["applications"],
        "calls_to_apply": calls,
    }


@require_GET
def home(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    now = timezone.now()
    may_act = can_act_for(request.user, registration)
    found = phase(registration.edition, now)
    own = own_requests(registration)
    allowed = pairing(registration.edition)
    recommends = recommends_partners(registration, now)
    others = circle(registration, own, allowed, now) if recommends else None
    known = others.profiles if others else None
    received = cards(own, registration, "answer", allowed, now=now, known=known)
    context = {
        "registration": registration,
        "section": "home",
        "phase": found,
        "is_over": found in ENDED,
        "recommends": recommends,
        "may_act": may_act,
        "may_ask": may_ask(request, registration),
        "answers_over": are_answers_over(registration.edition, now),
        "asking_is_over": is_asking_over(registration.edition, now),
        "may_be_late": is_open_for_late_answers(registration.edition, now),
        "may_answer": may_act and any(card.is_answerable or card.is_overdue for card in received),
        "tab": "answer",
        "tabs": tabs(tab_counts(own, registration, now)),
        "cards": part(received, "cards", request.GET, MOST_CARDS),
        "fresh": fresh_answers(own, registration, now) if may_act else [],
        "partner_count": len(others.partners) if others else 0,
        "recommended": recommended(others, RECOMMENDED) if others else [],
        "unmet": unmet(others) if others else [],
        "progress": progress(registration, own, now),
        **_agenda(request, registration, now),
    }
    return render(request, "meet/home.html", context)


def _agenda(request: HttpRequest, registration: Registration, now: datetime) -> dict[str, object]:
    """The day that the page shows, and what comes next."""
    zone = registration.edition.zone
    today = now.astimezone(zone).date()
    whole = as_it_stands(agenda(registration, with_profiles=False), registration.edition, now)
    bring_for(request, [registration.edition, *whole.sessions])
    is_held = registration.edition.state != Edition.State.CANCELLED
    coming = next_item(whole, registration.edition, now)
    return {
        "today": today,
        "is_on": is_held and any(day.on == today for day in whole.days),
        "agenda": whole,
        "free_times": free_times(whole),
        "day": shown_day(whole, request.GET.get("day", ""), now, zone=zone),
        "next_item": coming,
        "next_title": agenda_words.title(coming) if coming else "",
        "next_place": agenda_words.place(coming) if coming else "",
    }
