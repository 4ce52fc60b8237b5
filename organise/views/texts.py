"""The texts of an event or a call in one language, beside their originals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from clusters.languages import languages_named
from events.services.translating import LanguageGone, TextsClosed
from interface.forms import FORM_REFUSED, form_status, posted
from interface.parts import part
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from interface.words import number
from organise.forms.languages import TextsForm
from organise.queries.texts import Group, Home, Show, counted, narrowed, texts_in
from translations.services import AlreadyTranslated, TextsChanged

TRANSLATED = _lazy(
    "One of these texts has a translation into the language that you say it is written in. Empty "
    "that translation first."
)
MOST_RECORDS = 12


@dataclass(frozen=True, slots=True)
class Desk:
    """What is translated into which language, and how that is stored.

    `save` takes what `events.services.translating` does. Where it is `closed`, or the language is
    `gone`, these words lead `back`.
    """

    home: Home
    language: str
    save: Callable[[Mapping[str, Any]], int]
    back: str
    closed: StrPromise
    gone: StrPromise


def texts_page(
    request: HttpRequest, desk: Desk, template: str, context: Mapping[str, object]
) -> HttpResponse:
    groups = texts_in(desk.home, desk.language)
    shown = _shown(request, groups)
    form = _form(desk, groups if request.method == "POST" else shown["part"], request)
    status = form_status(form)
    if form.is_bound and form.is_valid():
        try:
            count = desk.save(_said(form))
        except (TextsClosed, LanguageGone) as over:
            words = desk.closed if isinstance(over, TextsClosed) else desk.gone
            return _not_now(request, desk, form, words)
        except TextsChanged:
            form = _stale(desk, form, request)
            status = CONFLICT
        except AlreadyTranslated:
            form.add_error(None, str(TRANSLATED))
            status = FORM_REFUSED
        else:
            _say(request, form, count)
            return redirect(request.get_full_path())
    whole = {
        **context,
        "form": form,
        "language": desk.language,
        "name": languages_named([desk.language])[0],
        **shown,
    }
    return render(request, template, whole, status=status)


def texts_closed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """That it can no longer be translated, with what was typed meanwhile."""
    form = _form(desk, texts_in(desk.home, desk.language), request)
    return _not_now(request, desk, form, desk.closed)


def _not_now(request: HttpRequest, desk: Desk, form: TextsForm, words: StrPromise) -> HttpResponse:
    return refused(request, str(words), back=desk.back, typed=typed_in(form))


def _shown(request: HttpRequest, groups: list[Group]) -> dict[str, object]:
    """Which texts are asked for, a part at a time, and how many there are of each kind."""
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in list(Show) else Show.ALL
    found = part(narrowed(groups, show), "part", request.GET, MOST_RECORDS)
    return {"part": found, "show": show.value, "counts": counted(groups)}


def _form(desk: Desk, groups: object, request: HttpRequest) -> TextsForm:
    return TextsForm(
        posted(request),
        groups=list(groups),  # type: ignore[call-overload]
        language=desk.language,
        languages=desk.home.languages,
    )


def _said(form: TextsForm) -> dict[str, Any]:
    return {
        "language": form.language,
        "entries": form.entries(),
        "written_in": form.written_in(),
    }


def _stale(desk: Desk, sent: TextsForm, request: HttpRequest) -> TextsForm:
    """The form as it was sent, beside the originals of now."""
    groups = texts_in(desk.home, sent.language)
    form = _form(desk, groups, request)
    stored = TextsForm(
        None, groups=form.groups, language=sent.language, languages=desk.home.languages
    )
    form.is_valid()
    mark_stale(form, stored, *form.marks)
    return form


def _say(request: HttpRequest, form: TextsForm, count: int) -> None:
    if form.gone:
        words = ngettext(
            "%(count)s text is not there any more. What you typed for it was not saved.",
            "%(count)s texts are not there any more. What you typed for them was not saved.",
            form.gone,
        )
        messages.warning(request, words % {"count": number(form.gone)})
    if count or form.written_in():
        messages.success(request, _("Saved. Readers of this language see it now."))
    elif not form.gone:
        messages.info(request, _("Nothing was changed."))
