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
from matchmaking.services.rules.setting import Answer, RulesClosed, Touches, set_rules

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
    "Touches",
    "set_rules",
]
