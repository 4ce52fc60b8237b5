"""What a table demands of each row alone, asked for in one statement where a form is filled in."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BaseConstraint, CheckConstraint, Model, Q


class _Together(BaseConstraint):
    """All checks of a table as one: asked singly only where one does not hold, for its words."""

    def __init__(self, checks: Sequence[CheckConstraint]) -> None:
        super().__init__(name="together")
        self._checks = checks

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Collection[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        values = instance._get_field_expression_map(meta=model._meta, exclude=exclude)  # type: ignore[attr-defined]
        conditions = [Q(check.condition) for check in self._checks]
        known = [one for one in conditions if one.referenced_base_fields <= values.keys()]
        if known and not reduce(and_, known).check(values, using=using):
            singly = [
                said
                for check in self._checks
                if (said := _refusal(check, model, instance, exclude=exclude, using=using))
            ]
            raise ValidationError(singly)


def _refusal(check: Any, *asked: object, **how: object) -> ValidationError | None:
    try:
        check.validate(*asked, **how)
    except ValidationError as refusal:
        return refusal
    return None


class CheckedTogether(Model):
    """A table of many checks, which a form asks for at once."""

    class Meta:
        abstract = True

    def get_constraints(self) -> list[tuple[type[Model], Sequence[BaseConstraint]]]:
        found = super().get_constraints()
        return [(model, _with_checks_as_one(own)) for model, own in found]


def _with_checks_as_one(constraints: Sequence[BaseConstraint]) -> list[BaseConstraint]:
    checks = [one for one in constraints if isinstance(one, CheckConstraint)]
    return [_Together(checks), *(one for one in constraints if one not in checks)]
