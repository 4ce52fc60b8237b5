"""The texts of an event in its languages."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from clusters.languages import languages_named
from events.models import Edition
from events.rules import can_organise, is_open_for_changes
from events.services.translating import LanguageGone, TextsClosed, translate
from interface.forms import FORM_REFUSED, form_status, posted
from interface.parts import part
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale
from interface.words import number
from organise.forms.languages import TextsForm
from organise.loading import backstage_edition, organised_edition
from organise.queries.texts import Group, Show, counted, narrowed, progress, texts_in
from translations.services import AlreadyTranslated, TextsChanged

CLOSED = _lazy("This event is finished or cancelled. Its texts can no longer be changed.")
GONE = _lazy("The event does not have this language any more.")
TRANSLATED = _lazy(
    "One of these texts has a translation into the language that you say it is written in. Empty "
    "that translation first."
)
MOST_RECORDS = 12


@require_GET
def language_list(request: HttpRequest, slug: str) -> HttpResponse:
    edition = backstage_edition(request, slug)
    may_change = can_organise(request.user, edition) and is_open_for_changes(
        edition, timezone.now()
    )
    rows = [
        {"progress": row, "name": languages_named([row.language])[0]} for row in progress(edition)
    ]
    context = {"edition": edition, "rows": rows, "may_change": may_change}
    return render(request, "organise/languages.html", context)


@require_http_methods(["GET", "POST"])
def language_texts(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    if language not in edition.languages:
        raise Http404
    if not is_open_for_changes(edition, timezone.now()):
        return refused(request, str(CLOSED), back=reverse("organise-languages", args=[slug]))
    groups = texts_in(edition, language)
    shown = _shown(request, groups)
    form = _form(edition, language, groups if request.method == "POST" else shown["part"], request)
    status = form_status(form)
    if form.is_bound and form.is_valid():
        try:
            count = _save(edition, form)
        except (TextsClosed, LanguageGone) as over:
            words = CLOSED if isinstance(over, TextsClosed) else GONE
            return refused(request, str(words), back=reverse("organise-languages", args=[slug]))
        except TextsChanged:
            form = _stale(edition, form, request)
            status = CONFLICT
        except AlreadyTranslated:
            form.add_error(None, str(TRANSLATED))
            status = FORM_REFUSED
        else:
            _say(request, form, count)
            return redirect(request.get_full_path())
    context = {
        "edition": edition,
        "form": form,
        "language": language,
        "name": languages_named([language])[0],
        **shown,
    }
    return render(request, "organise/language_texts.html", context, status=status)


def _shown(request: HttpRequest, groups: list[Group]) -> dict[str, object]:
    """Which texts are asked for, a part at a time, and how many there are of each kind."""
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in list(Show) else Show.ALL
    found = part(narrowed(groups, show), "part", request.GET, MOST_RECORDS)
    return {"part": found, "show": show.value, "counts": counted(groups)}


def _form(edition: Edition, language: str, groups: object, request: HttpRequest) -> TextsForm:
    return TextsForm(
        posted(request),
        groups=list(groups),  # type: ignore[call-overload]
        language=language,
        languages=edition.languages,
    )


def _save(edition: Edition, form: TextsForm) -> int:
    return translate(
        edition=edition,
        language=form.language,
        entries=form.entries(),
        written_in=form.written_in(),
        now=timezone.now(),
    )


def _stale(edition: Edition, sent: TextsForm, request: HttpRequest) -> TextsForm:
    """The form as it was sent, beside the originals of now."""
    groups = texts_in(edition, sent.language)
    form = _form(edition, sent.language, groups, request)
    stored = TextsForm(
        None, groups=form.groups, language=sent.language, languages=edition.languages
    )
    form.is_valid()
    mark_stale(form, stored, *form.marks)
    return form


def _say(request: HttpRequest, form: TextsForm, count: int) -> None:
    if form.gone:
        words = ngettext(
            "%(count)s text is not in the event any more. What you typed for it was not saved.",
            "%(count)s texts are not in the event any more. What you typed for them was not saved.",
            form.gone,
        )
        messages.warning(request, words % {"count": number(form.gone)})
    if count or form.written_in():
        messages.success(request, _("Saved. Readers of this language see it now."))
    elif not form.gone:
        messages.info(request, _("Nothing was changed."))
