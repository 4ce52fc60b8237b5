"""Django's tags for translated words, with every name in a sentence kept to itself.

`{% load i18n %}` loads these: a name that runs from right to left does not turn the figures and
signs beside it, on pages as in mails. Templates need do nothing for it.
"""

from typing import Any

from django.template import Library
from django.template.base import FilterExpression, Parser, Token, render_value_in_context
from django.template.context import Context
from django.templatetags import i18n
from django.utils.safestring import mark_safe

from interface.plain_text import isolated

register = Library()
register.tags = dict(i18n.register.tags)
register.filters = dict(i18n.register.filters)


class _Kept:
    """What stands in a sentence, by an expression of the tag."""

    def __init__(self, expression: FilterExpression) -> None:
        self.expression = expression

    def resolve(self, context: Context) -> Any:
        return _kept(self.expression.resolve(context), context)


class Sentence(i18n.BlockTranslateNode):
    """A translated sentence whose values are isolated where they run from right to left.

    `names` are those of its values.
    """

    names: tuple[str, ...]

    def render(self, context: Context, nested: bool = False) -> str:
        shown = {name: context[name] for name in self.names if name in context}
        held = {name: _kept(value, context) for name, value in shown.items()}
        if all(held[name] is value for name, value in shown.items()):
            return super().render(context, nested)
        with context.push(**held):
            said = super().render(context, nested)
            kept = context.get(self.asvar or "")
        if self.asvar:
            context[self.asvar] = kept
        return said


def _kept(value: Any, context: Context) -> Any:
    """The same as it is shown, kept to itself; what runs from left to right is left as it is."""
    if isinstance(value, str) and value.isascii():
        return value
    shown = render_value_in_context(value, context)
    within = isolated(shown)
    return value if within == shown else mark_safe(within)  # noqa: S308 (escaped as shown)


@register.tag("blocktranslate")
@register.tag("blocktrans")
def sentence(parser: Parser, token: Token) -> Sentence:
    found = i18n.do_block_translate(parser, token)
    node = Sentence.__new__(Sentence)
    _, names = found.render_token_list([*found.singular, *(found.plural or [])])
    node.__dict__ = {
        **found.__dict__,
        "names": tuple(names),
        "extra_context": {name: _Kept(said) for name, said in found.extra_context.items()},
    }
    return node
