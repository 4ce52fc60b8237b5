"""Why a remedy, an ask or an answer cannot be had; nothing was changed."""


class RemedyRefused(Exception):
    """The remedy is not carried out."""


class RemediesClosed(RemedyRefused):
    """The edition's state allows no scheduling, or a newer schedule has come."""


class RemedyChanged(RemedyRefused):
    """The remedy is not what was looked at: somebody changed what it is about."""


class AskRefused(Exception):
    """The answer to an ask is not taken."""


class AskClosed(AskRefused):
    """The edition is over or cancelled."""


class AskMoved(AskRefused):
    """The event has other days or another zone than when the time was shown."""


class AskAnswered(AskRefused):
    """It was answered otherwise, or taken back, meanwhile."""
