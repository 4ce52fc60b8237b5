"""Values leave the log, and the chain stays whole: their digests stand in for them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, JSONField, Model, TextField

from privacy.log import declared

# The salts that make the other digests are written down one by one, and the root goes: with it the
# digest of a short value could be guessed.
BLANK = """
    WITH wanted AS (
        SELECT e.id, d.path, d.digest,
               NOT coalesce(e.blanked ? d.path, false)
               AND d.path IN (SELECT side || c FROM unnest(%(columns)s::text[]) c,
                              unnest(ARRAY['before.', 'after.']) side)
               AND (%(of)s::text IS NULL OR lower(
                   CASE WHEN d.path LIKE 'before.%%' THEN e.before ELSE e.after END ->> %(of)s::text
               ) = ANY(%(values)s::text[])) AS goes
        FROM public.privacy_logentry e,
             LATERAL (SELECT p ->> 0 AS path, p ->> 1 AS digest
                      FROM jsonb_array_elements(public.log_digests(e)) p) d
        WHERE e.table_name = %(table)s AND e.row_id = ANY(%(rows)s) AND e.operation <> 'B'
    ), sums AS (
        SELECT w.id,
               jsonb_object_agg(w.path, w.digest) FILTER (WHERE w.goes) AS blanked,
               jsonb_object_agg(w.path, public.log_salt(e.salt, e.salts, w.path))
                   FILTER (WHERE NOT w.goes AND NOT coalesce(e.blanked ? w.path, false)) AS salts,
               jsonb_object_agg(substr(w.path, 8), 'null'::jsonb)
                   FILTER (WHERE w.goes AND w.path LIKE 'before.%%') AS before,
               jsonb_object_agg(substr(w.path, 7), 'null'::jsonb)
                   FILTER (WHERE w.goes AND w.path LIKE 'after.%%') AS after
        FROM wanted w JOIN public.privacy_logentry e ON e.id = w.id
        GROUP BY w.id
    )
    UPDATE public.privacy_logentry e
    SET before = e.before || coalesce(s.before, '{}'), after = e.after || coalesce(s.after, '{}'),
        blanked = coalesce(e.blanked, '{}') || s.blanked, salts = coalesce(s.salts, '{}'),
        salt = NULL
    FROM sums s
    WHERE e.id = s.id AND s.blanked IS NOT NULL
    RETURNING e.row_id
"""
NOTED = """
    INSERT INTO public.privacy_logentry
        (transaction_id, happened_at, actor, table_name, row_id, operation, subjects, after, salt,
         hash)
    SELECT pg_current_xact_id()::text::bigint, clock_timestamp(),
           coalesce(current_setting('clustermeet.actor', true), ''), %(table)s, r, 'B', '{}',
           jsonb_build_object('columns', %(columns)s::text[]), gen_random_uuid(), ''
    FROM unnest(%(rows)s::text[]) r
"""
MARK = "SELECT nextval(pg_get_serial_sequence('public.privacy_logentry', 'id'))"
WENT = """
    SELECT e.table_name, e.row_id, array_agg(DISTINCT was.key)
    FROM public.privacy_logentry e, LATERAL jsonb_each(e.before) was
    WHERE e.place IS NULL AND e.id > %s AND e.operation IN ('U', 'D')
      AND e.transaction_id = pg_current_xact_id()::text::bigint
      AND was.value IS DISTINCT FROM e.after -> was.key
    GROUP BY e.table_name, e.row_id
"""
ONCE_WITH = """
    SELECT DISTINCT row_id FROM public.privacy_logentry
    WHERE table_name = %s AND (lower(before ->> %s) = ANY(%s) OR lower(after ->> %s) = ANY(%s))
"""
ONCE_QUOTING = """
    SELECT DISTINCT row_id FROM public.privacy_logentry
    WHERE table_name = %s AND EXISTS (
        SELECT FROM unnest(%s::text[]) c WHERE before ->> c ~* %s OR after ->> c ~* %s)
"""
ONCE_ABOUT = """
    SELECT DISTINCT row_id FROM public.privacy_logentry
    WHERE table_name = %s AND subjects && %s::text[]
"""
ABOUT = """
    SELECT DISTINCT subject FROM public.privacy_logentry, unnest(subjects) subject
    WHERE table_name = %s AND row_id = ANY(%s)
"""
VALUES = """
    SELECT DISTINCT said FROM public.privacy_logentry,
        LATERAL (VALUES (before ->> %s), (after ->> %s)) v(said)
    WHERE table_name = %s AND row_id = ANY(%s) AND said <> ''
"""


@dataclass(frozen=True, slots=True)
class Where:
    """A column that holds one of these values, whatever the case of letters."""

    column: str
    values: Collection[object]


@transaction.atomic
def blank(
    *,
    model: type[Model],
    rows: Collection[object],
    columns: Collection[str],
    where: Where | None = None,
) -> int:
    """Take the values of these columns of these rows out of all that the log says of them.

    `rows` are primary keys, whether or not the rows still exist; `columns` are names of columns
    (`user_id`, not `user`). With `where`, only out of states of a row that had one of its values:
    what the row was before and after stays. One entry for each row that lost a value says so.
    Returns how many entries lost one.
    """
    values: dict[str, Any] = {
        "table": model._meta.db_table,
        "rows": [str(row) for row in rows],
        "columns": sorted(columns),
        "of": where.column if where else None,
        "values": _lowered(where.values) if where else [],
    }
    with connection.cursor() as cursor:
        cursor.execute(BLANK, values)
        entries = [row for (row,) in cursor.fetchall()]
        cursor.execute(NOTED, values | {"rows": sorted(set(entries))})
    return len(entries)


@contextmanager
def leaving_the_log() -> Iterator[None]:
    """What is taken out of the tables in here, by an erasure, leaves the log as well.

    Every text of a row that is removed or changed goes from all that the log says of that row;
    keys, instants and states stay.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MARK)
        (mark,) = cursor.fetchone()
        yield
        cursor.execute(WENT, [mark])
        _blank_texts(cursor.fetchall())


def rows_once_with(model: type[Model], column: str, values: Collection[object]) -> list[str]:
    """Keys of rows that ever had one of these values, removed ones included, as the log knows."""
    wanted = _lowered(values)
    return _column(ONCE_WITH, [model._meta.db_table, column, wanted, column, wanted])


def rows_once_about(model: type[Model], subjects: Collection[str]) -> list[str]:
    """Keys of rows that were ever about one of these (`edition:12`), removed ones included."""
    return _column(ONCE_ABOUT, [model._meta.db_table, list(subjects)])


def rows_once_quoting(
    model: type[Model], columns: Collection[str], words: Collection[str]
) -> list[str]:
    """Keys of rows whose texts ever held one of these words, removed ones included."""
    if not words:
        return []
    any_of_them = rf"(?<!\w)({'|'.join(re.escape(word) for word in words)})(?!\w)"
    return _column(ONCE_QUOTING, [model._meta.db_table, list(columns), any_of_them, any_of_them])


def subjects_of(model: type[Model], rows: Collection[str]) -> list[str]:
    """What these rows were ever about, as the log knows."""
    return _column(ABOUT, [model._meta.db_table, list(rows)])


def values_of(model: type[Model], row: object, column: str) -> list[str]:
    """Every value that a row ever had in a column, as the log knows; not those blanked since."""
    return _column(VALUES, [column, column, model._meta.db_table, [str(row)]])


def _column(statement: str, values: list[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [value for (value,) in cursor.fetchall()]


def _lowered(values: Collection[object]) -> list[str]:
    return [str(value).lower() for value in values]


def texts(model: type[Model]) -> set[str]:
    """Columns with words that somebody wrote."""
    return {
        field.column
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField | TextField | JSONField) and not field.choices
    }


def _blank_texts(went: list[tuple[str, str, list[str]]]) -> None:
    models = {model._meta.db_table: model for model in declared.logged()}
    alike: dict[tuple[type[Model], tuple[str, ...]], list[str]] = defaultdict(list)
    for table, row, columns in went:
        if table in models and (gone := texts(models[table]) & set(columns)):
            alike[models[table], tuple(sorted(gone))].append(row)
    for (model, columns_gone), rows in alike.items():
        blank(model=model, rows=rows, columns=columns_gone)
