"""What would give a meeting a place, in words that an organiser can act on."""

from organise.words.remedies.acts import BUTTONS, CONSEQUENCES, DONE, button, consequence, done
from organise.words.remedies.conditions import CONDITIONS, condition, remedy
from organise.words.remedies.status import status

__all__ = [
    "BUTTONS",
    "CONDITIONS",
    "CONSEQUENCES",
    "DONE",
    "button",
    "condition",
    "consequence",
    "done",
    "remedy",
    "status",
]
