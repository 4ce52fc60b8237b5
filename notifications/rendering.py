"""A mail's template as subject, text and HTML.

A mail is written once, as a text: `<template>.txt` with blank lines between its paragraphs, and
`<template>_subject.txt`. Rendered as text nothing is escaped; rendered as HTML every value is, a
link (the tag `link` of `mail`) becomes one that can be followed, and the paragraphs are marked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from interface.plain_text import isolated
from notifications.models import SECRET, SECRET_MARK, OutboxMessage, Subject
from notifications.recipients import NOTHING, About
from notifications.texts import Texts

FRAME = "notifications/mail/frame.html"
# The last paragraph of what is about an event: where it is, and by which clock.
FOOT = "notifications/mail/about.txt"
# The very last: how mails of the kind are stopped.
STOP = "notifications/mail/stop.txt"
DIGEST = "notifications/mail/digest"
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A mail in one language."""

    subject: str
    body: str
    html: str


def written(
    template: str,
    context: Mapping[str, Any],
    language: str,
    about: About = NOTHING,
    texts: str = "",
) -> Written:
    """The mail of a template in a language (a code), with what others wrote in that of `texts`.

    `{{ secret }}` leaves room for the secret that is a link, `{{ secret_code }}` for one to type.
    """
    plain = _Reader(language, texts, as_html=False).whole(context, about)
    marked = _Reader(language, texts, as_html=True).whole(context, about)
    with translation.override(language):
        subject = " ".join(_rendered(f"{template}_subject.txt", plain[0], as_html=False).split())
        subject = subject[:LONGEST_SUBJECT]
        html = _paragraphs(_whole(template, *marked, as_html=True))
        frame = {"language": language, "subject": subject, "content": mark_safe(html)}  # noqa: S308
        return Written(
            subject=subject,
            body=_tidy(_whole(template, *plain, as_html=False)),
            html=get_template(FRAME).render(frame),
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whoever reads a mail written in `language`, and what others wrote in that of `texts`."""

    language: str
    texts: str
    as_html: bool

    def whole(self, context: Mapping[str, Any], about: About) -> tuple[dict[str, Any], About]:
        """What a mail says, as this reader reads it."""
        return self.read(context), replace(about, place=self.read(about.place))

    def read(self, value: Any) -> Any:
        """The same with one of each text's languages, and every text that runs from right to left
        kept to itself.
        """
        match value:
            case Texts():
                return self._chosen(value)
            case str():
                return isolated(value)
            case Mapping():
                return {key: self.read(inner) for key, inner in value.items()}
            case list() | tuple():
                return [self.read(inner) for inner in value]
        return value

    def _chosen(self, of: Texts) -> str:
        """In HTML a line says its language where that is not the mail's."""
        text, language = of.said_in(self.texts)
        words = isolated(text)
        is_mails = of.is_mixed or language in ("", self.language)
        if not self.as_html or is_mails or "\n" in text:
            return words
        return format_html('<span lang="{}">{}</span>', language, words)


def followed(address: str, *, as_html: bool) -> str:
    """An address as a mail shows it: as it is, or as a link in HTML."""
    return format_html('<a href="{0}">{0}</a>', address) if as_html else address


def with_secret(text: str, secret: str, *, as_html: bool = False) -> str:
    """The text of a stored mail with the secret in its place."""
    shown = escape(secret) if as_html else secret
    for number, line in enumerate(shown.split("\n"), 1):
        text = text.replace(numbered(number), line)
    return text.replace(SECRET, shown)


def numbered(number: int) -> str:
    """What stands in a digest for the secret of its so manyth part."""
    return f"{SECRET_MARK}:{number}]]"


def without_links(digest: OutboxMessage) -> tuple[str, str]:
    """Text and HTML of a digest whose links are forgotten, with a sentence in their place."""
    with translation.override(digest.language):
        said = gettext("The link that stood here is forgotten: sign in to answer.")
    mark = rf"{re.escape(SECRET_MARK)}:\d+\]\]"
    link = rf'<a href="{mark}">{mark}</a>'
    html = re.sub(f"{link}|{mark}", lambda _found: escape(said), digest.html)
    return re.sub(mark, lambda _found: said, digest.body), html


def digest(parts: Sequence[OutboxMessage], day: date) -> Written:
    """Several mails to one person in one, in the language of the last of them.

    Its secrets are those of the parts, a line each.
    """
    language = parts[-1].language
    told = {"parts": len(parts), "day": day}
    with translation.override(language):
        subject = " ".join(_rendered(f"{DIGEST}_subject.txt", told, as_html=False).split())
        texts = [_tidy(_rendered(f"{DIGEST}.txt", told, as_html=False)).rstrip()]
        htmls = [_paragraphs(_rendered(f"{DIGEST}.txt", told, as_html=True))]
    for number, part in enumerate(parts, 1):
        body = part.body.replace(SECRET, numbered(number)).strip()
        html = _inner(part.html).replace(SECRET, numbered(number))
        texts.append(f"{number}. {part.subject}\n\n{body}")
        htmls.append(format_html("<h2>{}</h2>", part.subject) + mark_safe(html))  # noqa: S308
    content = mark_safe("\n".join(htmls))  # noqa: S308
    frame = {"language": language, "subject": subject, "content": content}
    return Written(subject, "\n\n".join(texts) + "\n", get_template(FRAME).render(frame))


def _inner(html: str) -> str:
    """What stands in the body of a mail in HTML."""
    _before, begun, rest = html.partition("<body>")
    return (rest if begun else html).partition("</body>")[0].strip()


def ways_to_stop(subjects: Iterable[Subject], stop: str, language: str) -> tuple[str, str]:
    """How mails of a kind are stopped or had otherwise, as text and as HTML."""
    with translation.override(language):
        text, html = (
            _rendered(
                STOP,
                {
                    "subjects": [subject.label for subject in subjects],
                    "stop": followed(stop, as_html=as_html),
                },
                as_html=as_html,
            )
            for as_html in (False, True)
        )
    return _tidy(text), _paragraphs(html)


def ended_with(ways: tuple[str, str], body: str, html: str) -> tuple[str, str]:
    """A mail's text and HTML with one more paragraph at the end."""
    text, paragraphs = ways
    before, end, after = html.partition("</body>")
    return f"{body.rstrip()}\n\n{text}", f"{before}{paragraphs}\n{end}{after}"


def _whole(template: str, context: Mapping[str, Any], about: About, *, as_html: bool) -> str:
    """What a mail says, with where the event is and by which clock as its last paragraph."""
    told = _rendered(f"{template}.txt", context, as_html=as_html)
    return f"{told}\n\n{_rendered(FOOT, {'about': about}, as_html=as_html)}"


def _rendered(name: str, context: Mapping[str, Any], *, as_html: bool) -> str:
    links = {"secret": followed(SECRET, as_html=as_html), "secret_code": SECRET}
    values = {**context, **links}
    # The engine's own template: it alone lets the context say whether values are escaped.
    template: Any = get_template(name)
    return str(template.template.render(Context(values, autoescape=as_html)))


def _tidy(text: str) -> str:
    """One blank line between paragraphs, whatever a template's conditions left out."""
    lines = [line.strip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _paragraphs(text: str) -> str:
    """Paragraphs of HTML of text whose values are escaped already."""
    paragraphs = _tidy(text).strip().split("\n\n")
    marked = (paragraph.replace("\n", "<br>\n") for paragraph in paragraphs)
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in marked)
