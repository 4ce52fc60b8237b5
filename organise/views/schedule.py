"""The organiser's schedule: the grid, changes by hand, publishing."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface.refusals import refused
from matchmaking.models import ScheduleEdit, ScheduleVersion
from matchmaking.queries.names import Names, names
from matchmaking.queries.plan import Plan
from matchmaking.queries.schedule import versions_in_use
from matchmaking.rules import is_open_for_planning
from matchmaking.services import placing
from organise.forms.asked import Asked
from organise.forms.schedule import EditForm, PlaceForm, SwapForm, UndoForm, place_of
from organise.loading import (
    backstage_edition,
    organised_edition,
    version_among,
    version_of,
)
from organise.loading.schedules import edit_of, edit_sent_as
from organise.queries.board import first_place
from organise.queries.finding import clusters_called
from organise.views.boards import board_context
from organise.words import edits as edit_words

GARBLED = _lazy("The page was out of date. Choose the meeting and its place again.")
NO_REVISION = _lazy(
    "The page did not say how the schedule stood when it was loaded. Look at it as it is now, then "
    "choose the meeting and its place again."
)


@require_GET
def schedule(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The current version, or the one of that number."""
    edition = backstage_edition(request, slug)
    versions = versions_in_use(edition, and_number=number)
    version = version_among(versions, number)
    if version and (words := request.GET.get("find", "").strip()):
        return _found(request, edition, version, words)
    return _board(request, edition, version, versions)


def _found(
    request: HttpRequest, edition: Edition, version: ScheduleVersion, words: str
) -> HttpResponse:
    """The schedule of the cluster that is called so; a choice where several are."""
    clusters = clusters_called(edition, words)
    asked = ("day", "view", "moving", "live")
    kept = {name: request.GET[name] for name in asked if request.GET.get(name)}
    here = [edition.slug, version.number]
    found = [
        (cluster, reverse("organise-version", args=here, query={**kept, "cluster": cluster.slug}))
        for cluster in clusters
    ]
    if len(found) == 1:
        return redirect(found[0][1])
    context = {
        "edition": edition,
        "version": version,
        "words": words,
        "found": found,
        "back": reverse("organise-version", args=here, query=kept),
    }
    return render(request, "organise/schedule_found.html", context)


def _board(
    request: HttpRequest,
    edition: Edition,
    version: ScheduleVersion | None,
    versions: Sequence[ScheduleVersion],
    words: str = "",
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    context = board_context(
        edition,
        version,
        versions,
        asked=Asked.read(sent),
        user=person(request),
        may_edit=can_organise(request.user, edition)
        and is_open_for_planning(edition, timezone.now()),
    )
    part = "#board" if is_part(request) else ""
    context |= {"refused": words, "is_part": bool(part)}
    status = 409 if words else 200
    answer = render(request, f"organise/schedule.html{part}", context, status=status)
    if part and request.method == "GET":
        # After a change htmx has followed a redirect here: the address bar follows too.
        answer["HX-Push-Url"] = request.get_full_path()
    return answer


Act = Callable[[ScheduleVersion, Form, HttpRequest], ScheduleEdit]


def _change(request: HttpRequest, slug: str, number: int, form: Form, act: Act) -> HttpResponse:
    """Carry a change out and go back to the grid, or say in words why not."""
    edition = organised_edition(request, slug)
    version = version_of(request, edition, number)
    made = None if form.is_valid() else _clicked_twice(version, form)
    if not (made or form.is_valid()):
        is_unseen = "revision" in form.errors and not form.data.get("revision")
        return _refused(request, edition, version, str(NO_REVISION if is_unseen else GARBLED))
    try:
        edit = made or act(version, form, request)
    except placing.PlacementRefused as refusal:
        said = {"meetings": refusal.meetings, "registrations": refusal.registrations}
        words = edit_words.refusal(names(edition, **said), refusal)
        return _refused(request, edition, version, words)
    by_name = names(edition, meetings=edit.meetings)
    messages.success(request, edit_words.edit(by_name, edit))
    return redirect(_where(request, slug, number, **_place_of(by_name, edit)))


def _clicked_twice(version: ScheduleVersion, form: Form) -> ScheduleEdit | None:
    """The change that this page has made already, where the second click found it emptied."""
    if form.data.get("meeting"):
        return None
    return edit_sent_as(version, form.data.get("idempotency_key", ""))


def _refused(
    request: HttpRequest, edition: Edition, version: ScheduleVersion, words: str
) -> HttpResponse:
    """409 in words: above the grid for htmx, on a small page with the way back otherwise."""
    if is_part(request):
        versions = versions_in_use(edition, and_number=version.number)
        return _board(request, edition, version, versions, words)
    return refused(request, words, back=_where(request, edition.slug, version.number))


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for the board alone."""
    return request.headers.get("HX-Target") == "schedule"


def _where(request: HttpRequest, slug: str, number: int, **changed: str) -> str:
    """The grid at the day and table of the change, else where one came from, in the same view."""
    names = ("day", "view", "table", "cluster", "live")
    query = {name: request.POST.get(name, "") for name in names}
    kept = {name: value for name, value in (query | changed).items() if value}
    return reverse("organise-version", args=[slug, number], query=kept)


def _place_of(by_name: Names, edit: ScheduleEdit) -> dict[str, str]:
    """The day and the table where the meeting stands after a change; empty without a place."""
    place = edit.before if edit.undone_at else edit.after
    if not place or place["slot"] not in by_name.slots:
        return {}
    day = by_name.local(by_name.slots[place["slot"]].period.lower).date()
    if place["table"] is None:
        return {"day": day.isoformat()}
    if place["table"] not in by_name.tables:
        return {}
    return {"day": day.isoformat(), "table": str(by_name.tables[place["table"]].number)}


def _by_person(request: HttpRequest, form: Form) -> dict[str, Any]:
    key = form.cleaned_data["idempotency_key"]
    seen = form.cleaned_data["revision"]
    is_live = form.cleaned_data["live"]
    at = {"now": timezone.now(), "seen": seen, "is_live": is_live}
    return {"user": person(request), "key": key, **at}


@require_POST
def schedule_put(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Move a meeting to a place, or give it one."""

    def put(version: ScheduleVersion, form: Form, request: HttpRequest) -> ScheduleEdit:
        return placing.put(version=version, **place_of(form), **_by_person(request, form))

    return _change(request, slug, number, PlaceForm(request.POST), put)


@require_POST
def schedule_swap(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let two meetings exchange their places."""

    def swapped(version: ScheduleVersion, form: Form, request: HttpRequest) -> ScheduleEdit:
        pair = {"meeting": form.cleaned_data["meeting"], "other": form.cleaned_data["other"]}
        return placing.swap(version=version, **pair, **_by_person(request, form))

    return _change(request, slug, number, SwapForm(request.POST), swapped)


@require_POST
def schedule_first(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a meeting the first place that is free for all its clusters."""

    def put(version: ScheduleVersion, form: Form, request: HttpRequest) -> ScheduleEdit:
        meeting = form.cleaned_data["meeting"]
        if done := placing.to_place(meeting).made(version, form.cleaned_data["idempotency_key"]):
            return done
        plan = Plan(version.edition, version, is_live=form.cleaned_data["live"])
        found = first_place(plan, meeting, timezone.now())
        if found is None:
            raise placing.NoPlaceFree
        slot, table = found.place
        at = {"meeting": meeting, "slot": slot, "table": table}
        return placing.put(version=version, **at, **_by_person(request, form))

    return _change(request, slug, number, EditForm(request.POST), put)


ACTS = {"lock": placing.lock, "unlock": placing.unlock, "remove": placing.remove}


@require_POST
def schedule_act(request: HttpRequest, slug: str, number: int, act: str) -> HttpResponse:
    """Lock, unlock or remove a meeting."""

    def acted(version: ScheduleVersion, form: Form, request: HttpRequest) -> ScheduleEdit:
        meeting = form.cleaned_data["meeting"]
        return ACTS[act](version=version, meeting=meeting, **_by_person(request, form))

    return _change(request, slug, number, EditForm(request.POST), acted)


@require_POST
def schedule_undo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    def undone(version: ScheduleVersion, form: Form, request: HttpRequest) -> ScheduleEdit:
        edit = edit_of(version, form.cleaned_data["edit"])
        return placing.undo(
            version=version,
            number=edit.number,
            now=timezone.now(),
            is_live=form.cleaned_data["live"],
        )

    return _change(request, slug, number, UndoForm(request.POST), undone)


@require_POST
def schedule_redo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Do again what was undone."""

    def redone(version: ScheduleVersion, form: Form, request: HttpRequest) -> ScheduleEdit:
        edit = edit_of(version, form.cleaned_data["edit"])
        return placing.redo(
            version=version,
            number=edit.number,
            now=timezone.now(),
            is_live=form.cleaned_data["live"],
        )

    return _change(request, slug, number, UndoForm(request.POST), redone)


@require_POST
def schedule_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a draft of the published schedule, to change it."""
    edition = organised_edition(request, slug)
    try:
        draft = placing.start_draft(edition=edition, now=timezone.now())
    except placing.PlacementRefused as refusal:
        back = reverse("organise-schedule", args=[slug])
        return refused(request, edit_words.refusal(names(edition), refusal), back=back)
    words = _("Draft %(number)s is yours to change. Clusters do not see it.")
    messages.success(request, words % {"number": draft.number})
    return redirect("organise-version", slug, draft.number)
