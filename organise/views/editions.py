"""The organiser's list of events; creating and editing one; its steps from state to state."""

from copy import copy
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from accounts.rules import reads_unpublished
from events.models import Edition
from events.queries.consent import bring_asked
from events.queries.editions import bodies_of, editions_backstage_of
from events.queries.series import empty_series_of
from events.rules import (
    Act,
    can_create_edition,
    can_move,
    has_begun,
    is_open_for_changes,
    may,
)
from events.services import closing, editions, states
from interface.forms import form_status, posted
from interface.keys import KeyTaken
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from organise.forms.editions import (
    DATES_IN_USE,
    EditionCreateForm,
    EditionEditForm,
    EditionForm,
)
from organise.forms.steps import RegistrationPeriodForm, StateForm
from organise.loading import organised_edition
from organise.words import editions as edition_words
from organise.words.steps import next_task
from translations.queries import bring_for

CHANGED = _lazy("Somebody changed this event meanwhile. Load it again and look before you decide.")
TAKEN = {
    Edition.State.DRAFT: _lazy("The event is a draft again. Only organisers see it."),
    Edition.State.REGISTRATION_OPEN: _lazy("Registration is open."),
    Edition.State.REQUESTS_OPEN: _lazy("Requests are open."),
    Edition.State.SCHEDULING: _lazy("Requests are closed. Clusters can still answer."),
    Edition.State.RUNNING: _lazy("The event is open again."),
    Edition.State.FINISHED: _lazy("The event is finished."),
}
REGISTRATION = {
    True: _lazy("Registration is open again, without a last day."),
    False: _lazy("Registration is closed. Clusters that registered stay registered."),
}
DAYS_OVER = _lazy(
    "This day is over. Events run here lie ahead; one that has taken place is a record of the "
    "archive, which staff enter from its sources."
)
ENDED = _lazy("This event is finished or cancelled. It can no longer be changed.")


@require_GET
def edition_list(request: HttpRequest) -> HttpResponse:
    rows = editions_backstage_of(person(request), timezone.now())
    bring_for(request, [row.edition for row in rows])
    context = {
        "events": [(row, next_task(row)) for row in rows],
        "empty_series": empty_series_of(request.user),
        "may_create": can_create_edition(request.user),
        "may_take": any(row.may_plan for row in rows),
        "heading": _("All events") if reads_unpublished(request.user) else _("My events"),
    }
    return render(request, "organise/edition_list.html", context)


@require_http_methods(["GET", "POST"])
def edition_create(request: HttpRequest) -> HttpResponse:
    if not can_create_edition(request.user):
        raise PermissionDenied
    bodies = bodies_of(request.user)
    form = EditionCreateForm(posted(request), bodies=bodies, initial={"owner": bodies.first()})
    if form.is_valid():
        edition = _create(form)
        if edition:
            words = _("%(event)s is a draft now. Only organisers see it.") % {
                "event": isolated(edition)
            }
            messages.success(request, words)
            return redirect("organise-overview", edition.slug)
    context = {"form": form}
    return render(request, "organise/edition_create.html", context, status=form_status(form))


def _create(form: EditionCreateForm) -> Edition | None:
    """The new edition, or None after telling the form why there is none."""
    try:
        return editions.create(
            draft=form.save(commit=False),
            owner=form.cleaned_data["owner"],
            relations=_relations(form),
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
            new_series=form.cleaned_data["new_series"],
        )
    except editions.DaysOver:
        form.add_error("ends_on", DAYS_OVER)
    except editions.OrdinalTaken:
        form.add_error("ordinal", _("The series has this number already. Leave it empty."))
    except editions.SeriesTaken:
        words = _("A series of this name is there already. Choose it from the list.")
        form.add_error("new_series", words)
    except KeyTaken:
        form.add_error(None, _("Load this page again and enter the event once more."))
    return None


def _relations(form: EditionForm) -> editions.Relations:
    clean = form.cleaned_data
    return editions.Relations(
        guest_regions=clean["guest_regions"],
        sectors=clean["sectors"],
        co_organisers=clean["co_organisers"],
    )


@require_http_methods(["GET", "POST"])
def edition_edit(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    overview = reverse("organise-overview", args=[slug])
    now = timezone.now()
    bring_asked(edition)
    form = _edit_form(edition, request)
    if not is_open_for_changes(edition, now):
        return refused(request, str(ENDED), back=overview, typed=typed_in(form))
    is_stale = False
    if form.is_valid():
        try:
            if _change(form):
                messages.success(request, _("Details saved."))
                return redirect(overview)
        except editions.EditionEnded:
            return refused(request, str(ENDED), back=overview, typed=typed_in(form))
        except states.EditionChanged:
            mark_stale(form, _edit_form(organised_edition(request, slug)), "version")
            is_stale = True
    context = {"form": form, "edition": edition, "may_move": can_move(edition, now)}
    status = CONFLICT if is_stale else form_status(form)
    return render(request, "organise/edition_edit.html", context, status=status)


def _edit_form(edition: Edition, request: HttpRequest | None = None) -> EditionEditForm:
    """As it is stored; as it was sent with a request that posts. The form writes what was entered
    into an edition of its own: the page's head shows what is stored.
    """
    sent = posted(request) if request else None
    return EditionEditForm(sent, instance=copy(edition), initial={"version": edition.version})


def _change(form: EditionEditForm) -> bool:
    """Whether it is stored; if not, the form says why."""
    try:
        editions.change(
            wished=form.save(commit=False),
            relations=_relations(form),
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
    except editions.DaysOver:
        form.add_error("ends_on", DAYS_OVER)
    except editions.OrdinalTaken:
        form.add_error("ordinal", _("Another event of the series has this number."))
    except editions.CapacityTooSmall as refusal:
        form.add_error("capacity", edition_words.capacity_too_small(refusal.approved))
    except editions.OnlineInUse as refusal:
        form.add_error("meets_online", edition_words.online_in_use(refusal.clusters))
    except editions.DatesInUse:
        form.add_error(None, str(DATES_IN_USE))
    return not form.errors


@require_POST
def edition_state(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    overview = reverse("organise-overview", args=[slug])
    form = StateForm(request.POST)
    if not form.is_valid():
        return refused(request, str(CHANGED), back=overview)
    ends = form.cleaned_data["to"] == Edition.State.CANCELLED
    if ends and not may(request.user, edition, Act.END):
        raise PermissionDenied
    now = timezone.now()
    try:
        words = _step(edition, form, now)
    except states.StepNotAllowed:
        why = edition_words.step_not_allowed(edition, Edition.State(form.cleaned_data["to"]), now)
        return refused(request, why, back=overview, typed=form.cleaned_data["message"])
    except states.EditionChanged:
        return refused(request, str(CHANGED), back=overview, typed=form.cleaned_data["message"])
    messages.success(request, words)
    return redirect(overview)


def _step(edition: Edition, form: StateForm, now: datetime) -> str:
    """Take the step; what happened, in words."""
    to, version = Edition.State(form.cleaned_data["to"]), form.cleaned_data["version"]
    if to != Edition.State.CANCELLED:
        states.change_state(edition=edition, to=to, version=version, now=now)
        return str(TAKEN[to])
    message = form.cleaned_data["message"]
    people = editions.cancel(edition=edition, version=version, now=now, message=message)
    return edition_words.cancelled(people)


@require_POST
def edition_registration(request: HttpRequest, slug: str) -> HttpResponse:
    """Close registration before its day, or open it again."""
    edition = organised_edition(request, slug)
    overview = reverse("organise-overview", args=[slug])
    form = RegistrationPeriodForm(request.POST)
    if not form.is_valid():
        return refused(request, str(CHANGED), back=overview)
    opens = form.cleaned_data["opens"]
    act = closing.reopen_registration if opens else closing.close_registration
    try:
        act(edition=edition, version=form.cleaned_data["version"], now=timezone.now())
    except closing.RegistrationNotClosable:
        return refused(request, edition_words.registration_not_closable(opens), back=overview)
    except states.EditionChanged:
        return refused(request, str(CHANGED), back=overview)
    messages.success(request, str(REGISTRATION[opens]))
    return redirect(overview)


@require_GET
def edition_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks before it reaches others; the answer goes to `edition_state`."""
    edition, now = organised_edition(request, slug, Act.END), timezone.now()
    if states.CANCEL not in states.steps_by_hand(edition, now):
        back = reverse("organise-overview", args=[slug])
        return refused(request, _("This event can no longer be cancelled."), back=back)
    form = StateForm(initial={"to": Edition.State.CANCELLED, "version": edition.version})
    context = {"form": form, "edition": edition, "had_begun": has_begun(edition, now)}
    return render(request, "organise/edition_cancel.html", context)
