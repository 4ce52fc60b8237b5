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

from events.models import Edition
from events.rules import can_organise
from interface.forms import FORM_REFUSED, form_status, posted
from interface.refusals import refused
from interface.templatetags.ui import field_errors
from matchmaking.queries.reminders import days_at_once, plan_of
from matchmaking.rules import can_plan_reminders
from matchmaking.services import reminders as services
from organise.forms.reminders import DaysForm, ReminderForm
from organise.loading import edition_to_answer, organised_edition, reminder_of

REFUSALS = {
    services.PlanClosed: _lazy("The event has begun, is over or was cancelled: no reminder goes."),
    services.DaysDoNotFit: _lazy("“The event is tomorrow” goes on the day before: enter 1."),
    services.ReminderTaken: _lazy("The plan has this reminder on that day already."),
    services.ReminderSent: _lazy("This reminder was sent. You can only remove it from the plan."),
    services.ReminderGone: _lazy("This reminder was removed meanwhile."),
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


@require_POST
def reminder(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let one go on another day, switch it, or remove it."""
    edition = organised_edition(request, slug)
    found, now = reminder_of(edition, pk), timezone.now()
    match request.POST.get("act"):
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
