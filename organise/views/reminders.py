"""The plan of an event's reminders: what goes when, to whom, and what the organiser changes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface.forms import FORM_REFUSED, form_status, posted
from interface.marks import mark_of
from interface.parts import part
from interface.refusals import refused
from interface.stale import CONFLICT, typed_in
from interface.templatetags.ui import field_errors
from matchmaking.models import PlannedReminder
from matchmaking.queries.reminders import days_at_once, plan_of, reached, reached_delegates
from matchmaking.rules import can_plan_reminders, is_reminder_sent, reminder_goes_at
from matchmaking.services import reminders as services
from notifications.recipients import Recipient
from organise.forms.reminders import DaysForm, ReminderForm, WordsForm
from organise.loading import edition_to_answer, organised_edition, reminder_of

# Names on one page of whom a reminder reaches.
MOST_NAMED = 50
REFUSALS = {
    services.PlanClosed: _lazy("The event has begun, is over or was cancelled: no reminder goes."),
    services.DaysDoNotFit: _lazy("“The event is tomorrow” goes on the day before: enter 1."),
    services.ReminderTaken: _lazy("The plan has this reminder on that day already."),
    services.ReminderSent: _lazy("This reminder was sent. You can only remove it from the plan."),
    services.ReminderGone: _lazy("This reminder was removed meanwhile."),
    services.ReminderReworded: _lazy(
        "Somebody else changed this paragraph meanwhile: the mail below has it. Saving replaces it "
        "by what stands here."
    ),
}


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan; POST adds a reminder."""
    edition = edition_to_answer(request, slug)
    form = ReminderForm(posted(request))
    if not form.is_valid():
        return _page(request, edition, form, form_status(form))
    try:
        services.add_reminder(edition=edition, now=timezone.now(), **form.cleaned_data)
    except (services.DaysDoNotFit, services.ReminderTaken) as refusal:
        form.add_error("days_before", str(REFUSALS[type(refusal)]))
        return _page(request, edition, form, FORM_REFUSED)
    except services.PlanClosed:
        return refused(request, REFUSALS[services.PlanClosed], back=_address(edition))
    messages.success(request, _("Added to the plan."))
    return redirect(_address(edition))


@require_POST
def plan_usual(request: HttpRequest, slug: str) -> HttpResponse:
    """Add what the usual plan has."""
    edition = organised_edition(request, slug)
    return _acted(
        request,
        edition,
        lambda: services.plan_as_usual(edition=edition, now=timezone.now()),
        _("The usual plan is there. Change it as you like."),
    )


@require_http_methods(["GET", "POST"])
def reminder(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Whom one reaches and what it says; POST gives it words or another day, switches or removes
    it.
    """
    edition = organised_edition(request, slug)
    found, now = reminder_of(edition, pk), timezone.now()
    if request.method != "POST":
        return _one(request, edition, found, WordsForm(initial=_worded(found)))
    match request.POST.get("act"):
        case "words":
            return _word(request, edition, found)
        case "on" | "off" as switch:
            is_on = switch == "on"
            words = _("Switched on.") if is_on else _("Switched off: it does not go.")
            return _acted(
                request,
                edition,
                lambda: services.switch_reminder(edition=edition, pk=pk, is_on=is_on, now=now),
                words,
            )
        case "remove":
            return _acted(
                request,
                edition,
                lambda: services.remove_reminder(edition=edition, pk=pk, now=now),
                _("Taken out of the plan."),
            )
    form = DaysForm(request.POST)
    if not form.is_valid():
        words = " ".join(field_errors(form["days_before"]))
        return refused(request, words, back=_address(edition), status=FORM_REFUSED)
    days = form.cleaned_data["days_before"]
    return _acted(
        request,
        edition,
        lambda: services.change_days(edition=edition, pk=found.pk, days_before=days, now=now),
        _("The day is changed."),
    )


def _worded(found: PlannedReminder) -> dict[str, str]:
    return {"words": found.words, "shown": mark_of(found.words)}


def _word(request: HttpRequest, edition: Edition, found: PlannedReminder) -> HttpResponse:
    """Store its own paragraph; what was typed stays on the page where it cannot be."""
    form, now = WordsForm(request.POST), timezone.now()
    if not form.is_valid():
        return _one(request, edition, found, form, form_status(form))
    try:
        services.word_reminder(edition=edition, pk=found.pk, now=now, **form.cleaned_data)
    except services.ReminderReworded:
        form.add_error(None, str(REFUSALS[services.ReminderReworded]))
        found.refresh_from_db()
        form.data = {"words": form.cleaned_data["words"], "shown": mark_of(found.words)}
        return _one(request, edition, found, form, CONFLICT)
    except tuple(REFUSALS) as refusal:
        typed = typed_in(form)
        return refused(request, REFUSALS[type(refusal)], back=_address(edition), typed=typed)
    messages.success(request, _("Saved. The mail below is as it goes now."))
    return redirect("organise-reminder", edition.slug, found.pk)


def _one(
    request: HttpRequest,
    edition: Edition,
    found: PlannedReminder,
    form: WordsForm,
    status: int = 200,
) -> HttpResponse:
    """The page of one: whom it reaches now, by name, and the mail to the first of them."""
    now, reads = timezone.now(), person(request)
    clusters = reached(found.kind, edition, now).order_by("cluster__sort_name", "pk")
    delegates = reached_delegates(found.kind, edition, now)
    shown = part(clusters, "clusters", request.GET, MOST_NAMED)
    first = next(iter(shown), None)
    reader = Recipient(reads.email, reads.language)
    context = {
        "edition": edition,
        "reminder": found,
        "form": form,
        "is_sent": is_reminder_sent(found, edition),
        "goes_at": reminder_goes_at(edition, found.days_before),
        "clusters": shown,
        "delegates": part(delegates, "delegates", request.GET, MOST_NAMED),
        "mail": first and services.preview(found, edition, first, reader, now),
        "may_plan": can_plan_reminders(edition, now),
    }
    return render(request, "organise/reminder_one.html", context, status=status)


def _acted(
    request: HttpRequest, edition: Edition, act: Callable[[], object], words: str
) -> HttpResponse:
    """Carry it out, and say so, or why not."""
    try:
        act()
    except tuple(REFUSALS) as refusal:
        return refused(request, REFUSALS[type(refusal)], back=_address(edition))
    messages.success(request, words)
    return redirect(_address(edition))


def _page(request: HttpRequest, edition: Edition, form: ReminderForm, status: int) -> HttpResponse:
    now = timezone.now()
    context = {
        "edition": edition,
        "form": form,
        "lines": plan_of(edition, now),
        "days_at_once": days_at_once(edition, now),
        "may_plan": can_plan_reminders(edition, now) and can_organise(request.user, edition),
    }
    return render(request, "organise/reminders.html", context, status=status)


def _address(edition: Edition) -> str:
    return reverse("organise-reminders", args=[edition.slug])
