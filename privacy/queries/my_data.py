"""All that is kept of one person, in the shape of a file to take along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import ManyToManyField, Model

from privacy.people import Person
from privacy.queries.classification import Classified, rows_of
from privacy.queries.possessions import Known, known, rows_by, ways


@dataclass(frozen=True)
class Part:
    """Rows of one kind that are a person's in one way, each a name and value of what is personal
    in it and of what makes that understandable."""

    what: str
    kind: str
    rows: list[dict[str, Any]]


def my_data(person: Person) -> list[Part]:
    """Every part that has a row. Secrets, such as the hash of the password, are left out."""
    who = known(person)
    parts = (_part(model, way, fields, who) for model, way, fields in ways())
    return [part for part in parts if part.rows]


def _part(model: type[Model], way: str, fields: list[Classified], who: Known) -> Part:
    told = [classified for classified in fields if not classified.personal.is_secret]
    names = [found.field.name for found in told if not isinstance(found.field, ManyToManyField)]
    columns = list(dict.fromkeys([*rows_of(model).context, *names]))
    rows = rows_by(model, way, who).order_by("pk").values(*columns) if names else ()
    return Part(
        what=str(told[0].personal.what) if told else "",
        kind=str(model._meta.verbose_name),
        rows=[_said(row) for row in rows],
    )


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty; the way to a value in words, and periods as ISO 8601 has them."""
    return {
        name.replace("__", " ").replace("_", " "): _readable(value)
        for name, value in row.items()
        if value not in (None, "")
    }


def _readable(value: Any) -> Any:
    if isinstance(value, Range):
        return f"{value.lower.isoformat()}/{value.upper.isoformat()}"
    return [_readable(one) for one in value] if isinstance(value, list) else value
