"""Names as people sort and look for them: one function of the database for both.

`public.folded` drops case, accents and punctuation (ß is ss, ø is o, Greek and Cyrillic stay what
they are); `public.sorted_as` is the same with every number padded. A column that the database
generates by them stands in code point order, which no server's collation can change.
"""

import re
from unicodedata import normalize

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import F, Func, GeneratedField, TextField, Value
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Collate

_ACCENTS = re.compile("[\u0300-\u036f]")
# Between two names of one thing; the function leaves it in no name.
BETWEEN = "|"


def folded(words: Combinable) -> Func:
    """Words as they are looked for."""
    return Func(words, function="public.folded", output_field=TextField())


def sorted_as(words: Combinable) -> Collate:
    """Words as lists are sorted by them, where no column holds that."""
    return Collate(Func(words, function="public.sorted_as", output_field=TextField()), "C")


def folded_person(name: str) -> str:
    """The name of a person as it is compared: the same in any case and spacing, with accents or
    without. `matchmaking/invariants.sql` compares so too.
    """
    bare = _ACCENTS.sub("", normalize("NFKD", name))
    return " ".join(bare.casefold().split())


def _column(expression: Expression) -> GeneratedField:
    text: TextField[str, str] = TextField(db_collation="C")
    return GeneratedField(expression=expression, output_field=text, db_persist=True)


def sort_name(name: Combinable | None = None) -> GeneratedField:
    """The column that lists are sorted by, made from the column `name` unless told otherwise."""
    return _column(Func(F("name") if name is None else name, function="public.sorted_as"))


def known_as(*names: str) -> GeneratedField:
    """The column that search looks into: all names, folded, as `|one name|another|`."""
    parts: list[Combinable] = [Value(BETWEEN)]
    for name in names:
        parts += [Func(F(name), function="public.folded"), Value(BETWEEN)]
    return _column(Func(*parts, arg_joiner=" || ", template="(%(expressions)s)"))


def names_index(name: str) -> GinIndex:
    """What finds rows by a part of their names."""
    return GinIndex(fields=["known_as"], name=name, opclasses=["gin_trgm_ops"])


def text_index(column: str, name: str) -> GinIndex:
    """What finds rows by a part of a text of theirs, folded."""
    return GinIndex(OpClass(folded(F(column)), name="gin_trgm_ops"), name=name)
