"""Ten lines that promises rest on, each broken once in CI, with the tests that must notice it."""

from dataclasses import dataclass
from pathlib import Path

from tools.mutants.changes import Change


@dataclass(frozen=True)
class Promise:
    """A piece of a file, what it is replaced by, and who notices."""

    file: str
    before: str
    after: str
    tests: str

    def change(self, tree: Path) -> Change:
        """Where it is now. Raises LookupError when the line is gone or there are several."""
        text = (tree / self.file).read_text()
        if text.count(self.before) != 1:
            raise LookupError(f"{self.file} has not one {self.before!r}")
        start = text.index(self.before)
        line = text.count("\n", 0, start) + 1
        end = start + len(self.before)
        return Change(self.file, line, start, end, self.before, self.after)


PROMISES = (
    Promise(
        "matchmaking/services/runs.py",
        "token=run.token, state",
        "state",
        "tests/matchmaking/test_fencing.py",
    ),
    Promise(
        "matchmaking/services/leases.py",
        'token=F("token") + 1',
        'token=F("token")',
        "tests/matchmaking/test_fencing.py",
    ),
    Promise(
        "matchmaking/runs/lease.py",
        "except runs.LeaseLost:\n            self._stop.set()",
        "except runs.LeaseLost:\n            pass",
        "tests/matchmaking/test_fencing.py",
    ),
    Promise(
        "matchmaking/services/publishing.py",
        "locked_with_partners(edition.pk, concerned)",
        "pass",
        "tests/matchmaking/test_publishing_locks.py",
    ),
    Promise(
        "matchmaking/queries/schedule.py",
        "version__state=ScheduleVersion.State.PUBLISHED, meeting",
        "meeting",
        "tests/catalogue/test_who_met_whom.py",
    ),
    Promise(
        "matchmaking/runs/problem.py",
        "now and slot.period.lower <= now",
        "now and slot.period.upper <= now",
        "tests/matchmaking/test_under_way.py",
    ),
    Promise(
        "matchmaking/models/requests.py",
        "Q(requester__in=own) | ",
        "",
        "tests/matchmaking/test_who_sees.py",
    ),
    Promise(
        "matchmaking/models/versions.py",
        'return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))',
        "return self",
        "tests/matchmaking/test_who_sees.py",
    ),
    Promise(
        "accounts/rules.py",
        "return user.is_authenticated and (user.is_reader or user.is_administrator)",
        "return user.is_authenticated",
        "tests/matchmaking/test_who_sees.py",
    ),
    Promise(
        "clusters/rules.py",
        "return speaks_for(user, organisation) or is_administrator(user)",
        "return True",
        "tests/clusters/test_membership.py",
    ),
)
