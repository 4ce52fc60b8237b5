"""Whom a cluster should meet, and why. Pure: profiles come in, reasons and orders come out.

`wording` says what words mean in five languages, `fitting` why two clusters should meet, and
`spreading` in which order all clusters of an event are shown to each.
"""

from matchmaking.recommending.fitting import Kind, Reason, reasons, score
from matchmaking.recommending.profile import NO_PAST, Line, Met, Past, Profile

__all__ = ["NO_PAST", "Kind", "Line", "Met", "Past", "Profile", "Reason", "reasons", "score"]
