"""Every address of the site with somebody who reaches it, found by walking: none is named here.

A visit to each tells what a page reads, what its forms hold, and which forms answer it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.forms import BaseForm
from django.forms.forms import DeclarativeFieldsMetaclass
from django.http import HttpResponseBase, QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from events.models import Application
from matchmaking.models import MeetingRequest
from tests.doors.scene import ROLES, Scene, signed_in
from tests.doors.table import METHODS, addresses, lines
from tests.fuzz.hostile import FORM

# Django's admin opens to who may do everything in it.
SUPERUSER = "superuser"
CLOSED = {"in", "403", "404", "405"}
BROKEN = 500
# So many ways in which pages made a form are enough.
MAKINGS = 3
# One of so many addresses of Django's admin, where not all are tried.
OF_THE_ADMIN = 7


@dataclass
class Door:
    """An address, who reaches it with each method, and what was learnt by a visit."""

    name: str
    path: str
    named: dict[str, object]
    roles: dict[str, str]
    reads: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Making:
    """How a form was made by a page."""

    arguments: tuple[Any, ...]
    named: dict[str, Any]


class Crawl:
    """The scene of the doors' table, visited: all of it, or of Django's admin a share alone."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole
        scene = Scene()
        people = scene.people() | {SUPERUSER: User.objects.create_superuser("root@example.org")}
        self.cookies = {role: signed_in(user) for role, user in people.items()}
        ours, of_the_admin = _by_forms_of_ours(), enumerate(_of_the_admin())
        self.doors = [
            *_of_the_site(scene),
            *(
                door
                for place, door in of_the_admin
                if whole or place % OF_THE_ADMIN == 0 or door.name in ours
            ),
        ]
        self.forms: dict[type[BaseForm], list[Making]] = defaultdict(list)
        # What the forms on the pages hold, by the path that they are sent to.
        self.filled: dict[str, dict[str, str]] = {}
        # What broke when it was only visited.
        self.broken: list[str] = []
        self._visit(self.doors)
        # Where a request names times, the page of its answer has another form.
        MeetingRequest.objects.filter(pk=scene.request.pk).update(is_instant=True)
        self._visit([door for door in self.doors if door.name == "meet-answer"])
        MeetingRequest.objects.filter(pk=scene.request.pk).update(is_instant=False)
        # Once a call is closed, an application is changed when it was returned.
        application = Application.objects.filter(pk=scene.application.pk)
        application.update(state=Application.State.RETURNED)
        self._visit([door for door in self.doors if door.name == "application-detail"])
        application.update(state=Application.State.SUBMITTED)

    def ask(self, role: str, method: str, path: str, query: str = "", **more: Any) -> Any:
        """The answer; whatever was done is taken back."""
        browser = Client(raise_request_exception=False)
        browser.cookies.load(self.cookies[role])
        with transaction.atomic():
            answer = browser.generic(method, path, query_params=None, QUERY_STRING=query, **more)
            transaction.set_rollback(True)
        return answer

    def send(self, door: Door, method: str, fields: QueryDict) -> Any:
        role, written = door.roles[method], fields.urlencode()
        if method == "GET":
            return self.ask(role, method, door.path, written)
        return self.ask(role, method, door.path, data=written, content_type=FORM)

    def fields(self, door: Door, method: str) -> dict[str, str]:
        """What a person would send there, and what else the page reads."""
        known = self.filled.get(door.path, {}) if method == "POST" else {}
        return dict.fromkeys(sorted(door.reads[method]), "1") | known

    def _visit(self, doors: Sequence[Door]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            reads = _reads(patch)
            _forms_made(patch, self.forms)
            for method in METHODS:
                for door in doors:
                    reads.clear()
                    answer = self.send(door, method, QueryDict())
                    self._learn_forms(door, answer)
                    door.reads[method] |= reads
                    # A form that is sent reads more than an empty one.
                    if fields := self.fields(door, method):
                        answer = self.send(door, method, sent(fields))
                        door.reads[method] |= reads
                    if answer.status_code >= BROKEN:
                        self.broken.append(f"{method} {door.name}")

    def _learn_forms(self, door: Door, answer: HttpResponseBase) -> None:
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            page = Forms()
            page.feed(answer.content.decode())  # type: ignore[attr-defined]
            for where, fields in page.found:
                path = urlsplit(where).path or door.path
                self.filled.setdefault(path, {}).update(fields)


def sent(fields: dict[str, str]) -> QueryDict:
    """As a browser sends it."""
    filled = QueryDict(mutable=True)
    for name, value in fields.items():
        filled[name] = value
    return filled


def _of_the_site(scene: Scene) -> Iterator[Door]:
    reached = {
        (line.name, line.method): dict(zip(ROLES, line.answers, strict=True)) for line in lines()
    }
    for name, wanted in addresses().items():
        if ":" in name:
            continue
        path = scene.address(name, wanted)
        roles = {method: _who_reaches(reached[name, method]) for method in METHODS}
        named = get_resolver().resolve(path).kwargs
        yield Door(name, path, {key: named[key] for key in wanted}, roles)


def _who_reaches(answers: dict[str, str]) -> str:
    """Whoever gets furthest: sees the page, else is let in at all."""
    inside = [role for role, answer in answers.items() if answer not in CLOSED]
    seeing = [role for role in inside if answers[role] != "302"]
    return next(iter([*seeing, *inside, "visitor"]))


def _of_the_admin() -> Iterator[Door]:
    for pattern in _patterns(get_resolver()):
        wanted = pattern.pattern.regex.groupindex
        name = f"admin:{pattern.name}"
        if pattern.name:
            named = {key: _named_in_admin(pattern.name, key) for key in wanted}
            yield Door(name, reverse(name, kwargs=named), named, dict.fromkeys(METHODS, SUPERUSER))


def _by_forms_of_ours() -> set[str]:
    """Where Django's admin adds a record by a form of ours."""
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
        for model, shown in admin.site._registry.items()
        if _is_ours(shown.form)
    }


def _named_in_admin(name: str, key: str) -> object:
    if key == "object_id":
        for model in admin.site._registry:
            if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
                return model._default_manager.values_list("pk", flat=True).first() or 1
    return {"app_label": "events", "url": "nothing"}.get(key, 1)


def _patterns(resolver: URLResolver, *, inside: bool = False) -> Iterator[URLPattern]:
    """Those of Django's admin."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, inside=inside or entry.namespace == "admin")
        elif inside:
            yield entry


def _reads(patch: pytest.MonkeyPatch) -> set[str]:
    """Grows by every name that is asked for in what was sent."""
    seen: set[str] = set()
    for method in ("__getitem__", "__contains__", "getlist", "get"):
        own = getattr(QueryDict, method)

        def noting(sent: QueryDict, key: str, *more: Any, own: Any = own, **named: Any) -> Any:
            seen.add(key)
            return own(sent, key, *more, **named)

        patch.setattr(QueryDict, method, noting)
    return seen


def _forms_made(patch: pytest.MonkeyPatch, made: dict[type[BaseForm], list[Making]]) -> None:
    """Grows by every form that a page makes, with what it is made of."""

    def noting(form: Any, *arguments: Any, **named: Any) -> Any:
        if len(made[form]) < MAKINGS:
            made[form].append(Making(arguments, named))
        return type.__call__(form, *arguments, **named)

    patch.setattr(DeclarativeFieldsMetaclass, "__call__", noting, raising=False)


def forms_of_ours(root: type[BaseForm] = BaseForm) -> list[type[BaseForm]]:
    """Every class of forms in our apps that no other one is made from, by walking subclasses."""
    assert get_resolver().url_patterns  # what an address leads to is imported by now
    found: set[type[BaseForm]] = set()
    for form in root.__subclasses__():
        below = forms_of_ours(form)
        found |= set(below or ([form] if _is_ours(form) else []))
    return sorted(found, key=lambda form: f"{form.__module__}.{form.__qualname__}")


def _is_ours(form: type[BaseForm]) -> bool:
    app = apps.get_containing_app_config(form.__module__)
    return app is not None and Path(app.path).parent == settings.BASE_DIR


class Forms(HTMLParser):
    """The forms of a page that are posted: where to, and what their fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._fields: dict[str, str] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {} if told.get("method", "").lower() == "post" else None
            if self._fields is not None:
                self.found.append((told.get("action", ""), self._fields))
        elif self._fields is not None:
            self._take(tag, told, self._fields)

    def _take(self, tag: str, told: dict[str, str], fields: dict[str, str]) -> None:
        if tag == "select":
            self._select = told.get("name", "")
        elif tag == "option" and self._select:
            if "selected" in told or self._select not in fields:
                fields[self._select] = told.get("value", "")
        elif tag in {"input", "button", "textarea"} and told.get("name"):
            is_choice = told.get("type") in {"checkbox", "radio"}
            if not is_choice or "checked" in told:
                fields[told["name"]] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        elif tag == "select":
            if self._select and self._fields is not None:
                # What is looked for by name has no option before something is chosen.
                self._fields.setdefault(self._select, "")
            self._select = ""
