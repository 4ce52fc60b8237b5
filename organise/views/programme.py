"""The organiser's programme: days side by side, and one session's form."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.models import Edition, Session
from events.queries.moving import days_of_edition
from events.queries.programme import programme_days
from events.rules import can_organise, is_open_for_changes
from events.services import programme
from events.services.programme import SessionEntry, SpeakerEntry
from interface.forms import form_status, posted
from interface.keys import KeyTaken
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from matchmaking.queries.programme import full_programme
from organise.forms.programme import SessionForm, initial_of
from organise.loading import backstage_edition, organised_edition, session_of
from organise.queries.days import AT, days_shown
from organise.undoing import forget, remember, remembered, why_not_undone
from organise.words import overlaps as overlap_words

MOVED = _lazy(
    "The event was moved since the session was removed. Add it again, at a time that it has now."
)
NOT_LAID = _lazy(
    "One of the two would lie over meetings or a meeting window. Give the session another time on "
    "its own page, which shows what lies there before you save."
)
BACK_OVER = _lazy(
    "Back in the programme: %(session)s. As before, it lies over meetings or meeting windows."
)
NOT_BACK = _lazy(
    "Meetings or a meeting window lie where the session was. Add it again: the page shows what "
    "lies there before you save."
)
CLOSED = _lazy("This event is finished or cancelled. Its programme can no longer be changed.")


def _closed(request: HttpRequest, slug: str, typed: str = "") -> HttpResponse:
    back = reverse("organise-programme", args=[slug])
    return refused(request, str(CLOSED), back=back, typed=typed)


def _at(slug: str, session: Session) -> str:
    """The programme where this session stands."""
    return reverse("organise-programme", args=[slug], query={AT: session.pk})


@require_GET
def programme_page(request: HttpRequest, slug: str) -> HttpResponse:
    edition = backstage_edition(request, slug)
    may_change = can_organise(request.user, edition) and is_open_for_changes(
        edition, timezone.now()
    )
    days = full_programme(edition, programme_days(edition, empty_days=True))
    context = {
        "edition": edition,
        "shown": days_shown(days, request.GET),
        "may_change": may_change,
        "removed": _removed(request, edition) if may_change else "",
    }
    return render(request, "organise/programme.html", context)


def _removed(request: HttpRequest, edition: Edition) -> str:
    """What was removed last and may still come back, in words."""
    removed = remembered(request, "session", edition)
    return _("Removed: %(session)s") % {"session": removed.what["title"]} if removed else ""


@require_http_methods(["GET", "POST"])
def session_create(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    initial = {"day": request.GET.get("day", "")}
    form = SessionForm(posted(request), edition=edition, initial=initial)
    if form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        try:
            session = programme.add_session(
                edition=edition,
                entry=_entry(form),
                key=key,
                now=timezone.now(),
                anyway=form.cleaned_data["anyway"],
            )
        except programme.ProgrammeClosed:
            return _closed(request, slug, typed=typed_in(form))
        except programme.LaidOver as over:
            return _session_page(request, edition, form, status=CONFLICT, over=over)
        except programme.SpeaksElsewhere as refusal:
            form.add_error(None, _elsewhere(refusal))
        except KeyTaken:
            form.add_error(None, _("Load this page again and enter the session once more."))
        else:
            forget(request, "session", edition)
            messages.success(request, _("Added: %(session)s.") % {"session": isolated(session)})
            return redirect("organise-programme", slug)
    return _session_page(request, edition, form)


@require_http_methods(["GET", "POST"])
def session_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    session = session_of(edition, pk)
    shown = initial_of(session, edition)
    form = SessionForm(posted(request), edition=edition, **shown)
    if form.is_valid():
        try:
            programme.change_session(
                session=session,
                entry=_entry(form),
                seen=form.cleaned_data["seen"],
                now=timezone.now(),
                anyway=form.cleaned_data["anyway"],
            )
        except programme.ProgrammeClosed:
            return _closed(request, slug, typed=typed_in(form))
        except programme.LaidOver as over:
            return _session_page(request, edition, form, session, status=CONFLICT, over=over)
        except programme.SessionChanged:
            # Removed meanwhile: 404.
            session = session_of(edition, pk)
            stored = SessionForm(edition=edition, **initial_of(session, edition))
            mark_stale(form, stored, "seen")
            return _session_page(request, edition, form, session, status=CONFLICT)
        except programme.SpeaksElsewhere as refusal:
            form.add_error(None, _elsewhere(refusal))
        else:
            forget(request, "session", edition)
            messages.success(request, _("Saved: %(session)s.") % {"session": isolated(session)})
            return redirect(_at(slug, session))
    return _session_page(request, edition, form, session)


def _elsewhere(refusal: programme.SpeaksElsewhere) -> str:
    words = _("%(speaker)s speaks in %(session)s at the same time. Choose another time or speaker.")
    return words % {"speaker": isolated(refusal.name), "session": isolated(refusal.title)}


def _session_page(
    request: HttpRequest,
    edition: Edition,
    form: SessionForm,
    session: Session | None = None,
    *,
    status: int | None = None,
    over: programme.LaidOver | None = None,
) -> HttpResponse:
    if not is_open_for_changes(edition, timezone.now()):
        return _closed(request, edition.slug)
    context = {
        "edition": edition,
        "form": form,
        "session": session,
        "over": overlap_words.laid_over(edition, over.marks) if over else (),
        "mark": over.mark if over else "",
    }
    return render(
        request, "organise/session_form.html", context, status=status or form_status(form)
    )


def _entry(form: SessionForm) -> SessionEntry:
    clean = form.cleaned_data
    starts_at, ends_at = clean["period"]
    return SessionEntry(
        kind=clean["kind"],
        binds=clean["binds"],
        title=clean["title"],
        day=clean["day"],
        starts_at=starts_at,
        ends_at=ends_at,
        description=clean["description"],
        place=clean["place"],
        speakers=[SpeakerEntry(**row) for _, row in form.speakers.filled()],
        visited=[row["organisation"] for _, row in form.visited.filled()],
    )


@require_POST
def session_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    session = session_of(edition, pk)
    try:
        is_up = request.POST.get("to") == "up"
        moved = programme.move_session(session=session, up=is_up, now=timezone.now())
    except programme.ProgrammeClosed:
        return _closed(request, slug)
    except programme.LaidOver:
        return refused(
            request, str(NOT_LAID), back=reverse("organise-session-edit", args=[slug, pk])
        )
    except programme.SpeaksElsewhere as refusal:
        return refused(
            request, _elsewhere(refusal), back=reverse("organise-programme", args=[slug])
        )
    forget(request, "session", edition)
    if moved:
        messages.success(request, _("Moved: %(session)s.") % {"session": isolated(session)})
    else:
        words = _("There is nothing to change places with: %(session)s stays.")
        messages.warning(request, words % {"session": isolated(session)})
    return redirect(_at(slug, session))


@require_POST
def session_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    session = session_of(edition, pk)
    try:
        removed = programme.remove_session(session=session, now=timezone.now())
    except programme.ProgrammeClosed:
        return _closed(request, slug)
    if removed:
        within = {"within": str(days_of_edition(edition)), "anyway": removed.anyway}
        remember(request, "session", edition, asdict(removed.entry) | within)
    return redirect("organise-programme", slug)


@require_POST
def session_restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Undo a removal. The stored key makes a second click find the first one's session."""
    edition = organised_edition(request, slug)
    removed = remembered(request, "session", edition)
    back = reverse("organise-programme", args=[slug])
    if removed is None:
        return refused(request, why_not_undone(request, "session", edition), back=back)
    if removed.what.pop("within", "") != str(days_of_edition(edition)):
        return refused(request, str(MOVED), back=back)
    anyway = removed.what.pop("anyway", "")
    try:
        session = programme.add_session(
            edition=edition,
            entry=_entry_again(removed.what),
            key=removed.key,
            now=timezone.now(),
            anyway=anyway,
        )
    except programme.ProgrammeClosed:
        return _closed(request, slug)
    except programme.LaidOver:
        return refused(request, str(NOT_BACK), back=reverse("organise-session-create", args=[slug]))
    except programme.SpeaksElsewhere as refusal:
        return refused(request, _elsewhere(refusal), back=back)
    forget(request, "session", edition)
    words = BACK_OVER if anyway else _lazy("Back in the programme: %(session)s.")
    messages.success(request, str(words) % {"session": isolated(session)})
    return redirect("organise-programme", slug)


def _entry_again(stored: dict[str, Any]) -> SessionEntry:
    return SessionEntry(
        **{
            **stored,
            "day": date.fromisoformat(stored["day"]),
            "starts_at": datetime.fromisoformat(stored["starts_at"]),
            "ends_at": datetime.fromisoformat(stored["ends_at"]),
            "speakers": [SpeakerEntry(**speaker) for speaker in stored["speakers"]],
        }
    )
