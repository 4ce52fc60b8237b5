"""Small pieces of the interface: icons, tags of states, avatars, form fields.

Markup and usage: docs/components.md. Everything that comes from a person is escaped here.
"""

import re
from dataclasses import dataclass

from django import template
from django.forms import BaseForm, BoundField, Field
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from interface import plain_text, words
from interface.rows import row_of
from interface.states import LOOKS, StateLook, state_words

register = template.Library()

SPRITE = "icons/icons.svg"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative Lucide icon; the words beside it carry the meaning."""
    return format_html(
        '<svg class="ico" aria-hidden="true"><use href="{}#{}"></use></svg>', static(SPRITE), name
    )


@register.simple_tag
def state_tag(state: str, label: str = "", *, noun: str = "") -> SafeString:
    """The tag of a state: its word, an icon and a colour. An unknown state is neutral words.

    `noun` says what is in this state: edition, registration, request, ask, claim, meeting, run,
    version.
    """
    code = str(state)
    look = LOOKS.get(code, StateLook(""))
    return format_html(
        '<span class="{}">{}{}</span>',
        f"tag {look.tone}".rstrip(),
        icon(look.icon) if look.icon else "",
        label or state_words(code, noun),
    )


@register.filter
def state_word(state: str, noun: str = "") -> str:
    """The word of a state, for running text: `{{ run.state|state_word:"run" }}`."""
    return state_words(str(state), noun)


@register.filter(is_safe=True)
def isolated(value: object) -> str:
    """A name kept to itself where no element does that: in the title of a page."""
    return plain_text.isolated(value)


@register.filter
def number(value: float | str) -> float | str:
    """A figure as the reader's language writes it, "2,180"; words stay as they are."""
    return words.number(value) if isinstance(value, int) else value


_SMALL_WORDS = frozenset(
    {"a", "and", "cluster", "clúster", "de", "del", "der", "des", "di", "do", "e", "el", "et"}
    | {"for", "für", "i", "in", "la", "le", "of", "the", "und", "y"}
)


def avatar_code(name: str) -> str:
    """Two letters for an organisation: of its first two weighty words, else of its first one."""
    words: list[str] = [word for word in re.findall(r"\w+", name) if word[0].isalpha()]
    weighty = [word for word in words if word.lower() not in _SMALL_WORDS] or words
    if not weighty:
        return "–"
    if len(weighty) == 1:
        return weighty[0][:2].upper()
    return f"{weighty[0][0]}{weighty[1][0]}".upper()


@register.simple_tag
def avatar(name: str, mark: str = "a") -> SafeString:
    """The square with two letters beside an organisation's name; `mark` is "a", "b" or ""."""
    return format_html(
        '<span class="av {}" aria-hidden="true">{}</span>', mark, avatar_code(str(name))
    )


@register.simple_tag
def mark_dot(mark: str = "a") -> SafeString:
    """The region's mark: round for "a", square for "b"."""
    return format_html('<span class="dot {}" aria-hidden="true"></span>', mark)


@register.simple_tag
def current(here: object, item: object, value: str = "page") -> SafeString:
    """`aria-current` on the link that leads to where one is."""
    return format_html(' aria-current="{}"', value) if here == item else mark_safe("")


def _is_group(field: BoundField) -> bool:
    return bool(field.field.widget.use_fieldset)


def _is_tick(field: BoundField) -> bool:
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not _is_group(field)


def _missing(field: BoundField) -> str:
    """What to do with a field that was left empty."""
    if _is_tick(field):
        words = _("Tick “%(field)s”.")
    elif getattr(field.field, "choices", None) is not None:
        words = _("Choose “%(field)s”.")
    else:
        words = _("Fill in “%(field)s”.")
    return words % {"field": field.label}


@register.filter
def field_errors(field: BoundField) -> list[str]:
    """A field's errors; Django's plain "required" becomes words that say what to do."""
    plain = str(Field.default_error_messages["required"])
    return [_missing(field) if str(message) == plain else str(message) for message in field.errors]


@register.inclusion_tag("interface/field.html")
def field(
    field: BoundField, label: str = "", width: str = "", *, in_row: bool = False
) -> dict[str, object]:
    """A label, a hint, errors and the control. `width` is "", "short", "medium" or "full".

    Fields of a repeated row (`in_row`) do not say that they are optional: the row as a whole is.
    """
    is_optional = not (field.field.required or _is_tick(field) or in_row)
    words = label or field.label
    return {
        "field": field,
        "label": _optional(str(words)) if is_optional else words,
        "width": width,
        "is_group": _is_group(field),
        "is_tick": _is_tick(field),
        "error_class": " has-error" if field.errors else "",
    }


def _optional(label: str) -> SafeString:
    return format_html('{} <span class="optional">{}</span>', label, _("(optional)"))


@register.inclusion_tag("interface/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, object]:
    """Every field of a form, the hidden ones included; without its error summary."""
    return {"form": form}


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of an error summary; `target` is the control's id, empty for the whole form."""

    target: str
    message: str


def _target(field: BoundField) -> str:
    return field.id_for_label or (f"{field.auto_id}_0" if _is_group(field) else field.auto_id)


def _errors_of(form: BaseForm) -> list[FormError]:
    errors = [FormError("", str(message)) for message in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else _target(bound)
        errors += [FormError(target, _in_row(form, bound, text)) for text in field_errors(bound)]
    return errors


def _in_row(form: BaseForm, bound: BoundField, message: str) -> str:
    """An error of a field in a row, with the row that it is in."""
    row = row_of(form, bound.name)
    # Translators: a row and what is wrong in it, as "Row 3, Friday afternoon: Enter a time."
    return _("%(row)s: %(error)s") % {"row": row, "error": message} if row else message


@register.simple_tag(takes_context=True)
def error_mark(context: Context) -> str:
    """What the title of a page begins with when its form has errors."""
    form = context.get("form")
    if not (getattr(form, "is_bound", False) and getattr(form, "errors", None)):
        return ""
    # Translators: before the title of a page whose form has errors; ends with a space
    return _("Error: ")


@register.inclusion_tag("interface/error_summary.html")
def error_summary(*forms: BaseForm | str | None) -> dict[str, object]:
    """What is wrong in these forms, each line a link to its field; nothing when all is well."""
    bound = [form for form in forms if isinstance(form, BaseForm) and form.is_bound]
    return {
        "errors": [error for form in bound for error in _errors_of(form)],
        "differences": [change for form in bound for change in getattr(form, "differences", ())],
    }
