"""The organiser sets the rules of an event's meetings, after a look at what a change touches."""

from matchmaking.services.rules.changes import (
    AddGroup,
    BarPair,
    Change,
    LiftPair,
    NameTaken,
    RemoveGroup,
    RulesChanged,
    RulesRefused,
    SetGroup,
    SetNumbers,
    SetTable,
)
from matchmaking.services.rules.setting import (
    Answer,
    RulesClosed,
    StartedAlready,
    Touches,
    set_rules,
)

__all__ = [
    "AddGroup",
    "Answer",
    "BarPair",
    "Change",
    "LiftPair",
    "NameTaken",
    "RemoveGroup",
    "RulesChanged",
    "RulesClosed",
    "RulesRefused",
    "SetGroup",
    "SetNumbers",
    "SetTable",
    "StartedAlready",
    "Touches",
    "set_rules",
]
