"""What a sort of row in the register's files is: where it stands, and which columns it fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models

from archive.loader.values import Plain, Spread


@dataclass(frozen=True)
class Kind:
    """One sort of row: where it stands in a file and which columns it fills."""

    name: str
    section: str
    """The key in the file under which such rows stand."""
    model: type[models.Model]
    key: tuple[str, ...]
    """The columns that tell rows apart, within their owner where there is one."""
    columns: tuple[str, ...]
    owner: str = ""
    """The column that points to the owner, for rows that stand inside another."""
    named_by: tuple[str, ...] = ()
    """What names a row in the files where its words may be corrected: the first of these columns
    gives way to a `key:` that the file gives. Else its key columns name it."""
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    """Keys that fill several columns."""
    fallbacks: Mapping[str, Plain] = field(default_factory=dict)
    """What a column holds when the file says nothing, where that is not the model's default."""
    fixed: Mapping[str, Plain | bool] = field(default_factory=dict)
    parts: tuple["Kind", ...] = ()

    @property
    def keys(self) -> list[str]:
        """Every key that a row of this kind may have in a file."""
        own = [column for column in self.columns if self.owner or column not in self.key]
        named = ["key"] if self.named_by else []
        return [*own, *named, *self.spreads, *(part.section for part in self.parts)]

    def column(self, name: str) -> "models.Field[object, object]":
        found = self.model._meta.get_field(name)
        if not isinstance(found, models.Field):
            raise TypeError(f"{self.name}.{name} is not a column")
        return found

    @property
    def is_plain(self) -> bool:
        """Whether a row is one row of the database, with nothing inside it."""
        several = (self.column(name) for name in self.columns)
        return not self.parts and not any(
            isinstance(column, models.ManyToManyField) for column in several
        )

    @property
    def has_position(self) -> bool:
        """Whether rows keep the order in which they stand."""
        return bool(self.owner) and any(
            column.name == "position" for column in self.model._meta.fields
        )
