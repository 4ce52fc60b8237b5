"""An event's tables as files."""

from organise.words.tables.clusters import APPLICATIONS, DELEGATES, INVITATIONS, REGISTRATIONS
from organise.words.tables.counted import (
    BY_CLUSTER,
    BY_COUNTRY,
    COUNTED_INVITATIONS,
    FAIRNESS,
    FAIRNESS_OF_REGIONS,
)
from organise.words.tables.interpreters import INTERPRETERS
from organise.words.tables.log import LOG
from organise.words.tables.meetings import MEETINGS, NOT_PLACED, REQUESTS
from organise.words.tables.programme import PROGRAMME
from organise.words.tables.runs import ASKS, RUNS
from organise.words.tables.table import Column, Table, cells, table_file, written
from organise.words.tables.translations import TRANSLATIONS

__all__ = (
    "REGISTRATIONS",
    "TABLES",
    "Column",
    "Table",
    "cells",
    "table_file",
    "written",
)

TABLES = {
    table.code: table
    for table in (
        REGISTRATIONS,
        BY_COUNTRY,
        DELEGATES,
        REQUESTS,
        BY_CLUSTER,
        MEETINGS,
        NOT_PLACED,
        ASKS,
        RUNS,
        FAIRNESS,
        FAIRNESS_OF_REGIONS,
        PROGRAMME,
        INVITATIONS,
        COUNTED_INVITATIONS,
        APPLICATIONS,
        INTERPRETERS,
        TRANSLATIONS,
        LOG,
    )
}
