"""Texts are found in every form in which Python and templates write them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import TranslatorCommentWarning

from tools.languages.collecting import of_python, of_template, texts, uncollected

IMPORTS = """\
from django.utils.translation import gettext as _, gettext_lazy as _lazy, ngettext
from django.utils.translation import npgettext, pgettext_lazy as word
"""


@pytest.mark.parametrize(
    ("source", "words", "context"),
    [
        ('_("Save")', ("Save",), None),
        ('label = _lazy("Save")', ("Save",), None),
        ('_("Save "\n  "it")', ("Save it",), None),
        ('ngettext("%(n)s day", "%(n)s days", n)', ("%(n)s day", "%(n)s days"), None),
        ('word("meeting", "Cancelled")', ("Cancelled",), "meeting"),
        ('npgettext("run", "%(n)s try", "%(n)s tries", n)', ("%(n)s try", "%(n)s tries"), "run"),
    ],
)
def test_python(source: str, words: tuple[str, ...], context: str | None) -> None:
    (found,) = of_python(IMPORTS + source, "x.py")
    assert (found.words, found.context, found.file) == (words, context, "x.py")


def test_a_function_is_known_by_what_it_is_not_by_its_name() -> None:
    assert not list(of_python('def _(x): ...\n_("Save")', "x.py"))
    assert not list(of_python('from elsewhere import gettext\ngettext("Save")', "x.py"))


@pytest.mark.parametrize(
    ("source", "words", "context"),
    [
        ('{% translate "Save" %}', ("Save",), None),
        ("{% translate 'Save' as button %}", ("Save",), None),
        ('{% translate "Open" context "run" %}', ("Open",), "run"),
        ('<a title="{% translate "Save" %}">', ("Save",), None),
        ('{{ label|default:_("Pages") }}', ("Pages",), None),
        ('{% field form.name label=_("Your name") %}', ("Your name",), None),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", ("Hello %(name)s",), None),
        (
            (
                "{% blocktranslate trimmed with name=a.b %}\n    <b>{{ name }}</b>\n  is here\n"
                "{% endblocktranslate %}"
            ),
            ("<b>%(name)s</b> is here",),
            None,
        ),
        (
            (
                "{% blocktranslate count n=x|length %}{{ n }} day{% plural %}{{ n }} days"
                "{% endblocktranslate %}"
            ),
            ("%(n)s day", "%(n)s days"),
            None,
        ),
        (
            (
                '{% blocktranslate trimmed count n=x context "run" asvar words %}\n{{ n }} try\n'
                "{% plural %}\n{{ n }} tries\n{% endblocktranslate %}"
            ),
            ("%(n)s try", "%(n)s tries"),
            "run",
        ),
        (
            (
                "<div>\n      <p>don't</p>\n  {% blocktranslate asvar x %}It's 'so'"
                "{% endblocktranslate %}\n    </div>"
            ),
            ("It's 'so'",),
            None,
        ),
    ],
)
def test_templates(source: str, words: tuple[str, ...], context: str | None) -> None:
    (found,) = of_template("{% load i18n %}\n" + source, "x.html")
    assert (found.words, found.context) == (words, context)


def test_comments_for_translators_come_along() -> None:
    (found,) = of_python(IMPORTS + '# Translators: a button\n_("Save")', "x.py")
    assert found.comments == ("Translators: a button",)
    (found,) = of_template('{# Translators: a button #}\n{% translate "Save" %}', "x.html")
    assert found.comments == ("Translators: a button",)


def test_a_comment_that_would_be_lost_is_an_error() -> None:
    with pytest.raises(TranslatorCommentWarning):
        list(of_template('{# Translators: a button #}{% translate "Save" %}', "x.html"))


@pytest.mark.parametrize("call", ["_(words)", '_(f"{n} days")', '_("a" + b)', '_("%s" % n)'])
def test_a_text_that_cannot_be_read_is_told(tmp_path: Path, call: str) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "__init__.py").write_text("")
    (tmp_path / "room" / "words.py").write_text(IMPORTS + call)
    assert list(uncollected(tmp_path)) == [
        "room/words.py:3: _() is not given its text as it stands"
    ]


def test_a_variable_that_a_template_translates_is_told(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.html").write_text('{% translate name %}{% translate "x" %}')
    assert list(uncollected(tmp_path)) == ["templates/x.html: translates the variable name"]


def test_what_the_site_says_is_found() -> None:
    found = {(text.words[0], text.context) for text in texts(settings.BASE_DIR)}
    assert ("There is a problem", None) in found
    assert ("Choose “%(field)s”.", None) in found
    assert ("Cancelled", "run") in found
