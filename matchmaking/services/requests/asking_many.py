"""The organiser asks for many meetings in one act, such as those of a list."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from events.models import Edition, Registration
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from matchmaking.models import MeetingRequest, MeetingWindow, Priority, RequestWindow
from matchmaking.queries.quotas import musts, requests_sent
from matchmaking.rules import is_open_for_requests
from matchmaking.services.letters.requests import tell_of_new
from matchmaking.services.requests.asking import Asking, Wish, ask_locked
from matchmaking.services.requests.changes import PairRules, check_approved, limiting
from matchmaking.services.requests.refusals import (
    KeyTaken,
    RequestChanged,
    RequestRefused,
    RequestsClosed,
    TooManyMusts,
    TooManyRequests,
)

Answers = list[RequestRefused | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the requests: between two registrations (by id), in these windows (by id) alone."""

    requester: int
    invitee: int
    wish: Wish
    key: UUID
    windows: frozenset[int] = frozenset()


@retrying
def ask_each(*, edition: Edition, asked: Sequence[Asked], by: User, now: datetime) -> Answers:
    """Ask as `ask` does by the organiser, one after the other; what each is refused with, if it is.

    In a constant number of queries, and some more for each two who have asked before. Raises
    `KeyTaken` and `Busy` with nothing asked: then each may be asked by itself.
    """
    hold_edition(edition.pk)
    work = _Work.of(edition, asked, by, now)
    answers = [work.answer(one) for one in asked]
    work.store()
    return answers


@dataclass
class _Work:
    """What was there, under locks, and is asked besides; what is new is stored in one go."""

    edition: Edition
    by: User
    now: datetime
    there: dict[int, Registration]
    rules: PairRules
    windows: dict[int, MeetingWindow]
    keys: set[UUID]
    met: set[frozenset[int]]
    sent: Counter[int] = field(default_factory=Counter)
    musts: Counter[int] = field(default_factory=Counter)
    new: list[tuple[MeetingRequest, set[int]]] = field(default_factory=list)

    @classmethod
    def of(cls, edition: Edition, asked: Sequence[Asked], by: User, now: datetime) -> "_Work":
        pks = {pk for one in asked for pk in (one.requester, one.invitee)}
        there = locked_registrations(pks)
        current = Edition.objects.select_related("owner").get(pk=edition.pk)
        for row in there.values():
            # What mails say of it is asked for once.
            row.edition = current
        requests = MeetingRequest.objects.filter(edition=current)
        pairs = requests.filter(requester__in=pks, invitee__in=pks).order_by()
        keys = MeetingRequest.objects.filter(idempotency_key__in=[one.key for one in asked])
        windows = MeetingWindow.objects.filter(edition=current)
        found = cls(
            current,
            by,
            now,
            there,
            PairRules.of(current),
            windows.in_bulk() if any(one.windows for one in asked) else {},
            keys=set(keys.order_by().values_list("idempotency_key", flat=True)),
            met={frozenset(pair) for pair in pairs.values_list("requester", "invitee")},
        )
        found.count()
        return found

    def count(self) -> None:
        """How much of what the rules allow each has used."""
        if self.edition.most_requests is not None:
            self.sent = Counter(requests_sent(self.there))
        if self.edition.most_musts is not None:
            self.musts = Counter(musts(self.there))

    def answer(self, one: Asked) -> RequestRefused | None:
        pair = frozenset((one.requester, one.invitee))
        have_asked = one.key in self.keys or pair in self.met
        if have_asked:
            self.store()
        try:
            if have_asked:
                self._ask_singly(one)
            else:
                self._ask(one)
        except RequestRefused as refusal:
            return refusal
        self.met.add(pair)
        self.keys.add(one.key)
        return None

    def _ask_singly(self, one: Asked) -> None:
        """The two have asked before: what that means is found out for them alone."""
        asking = Asking(self.by, one.key, self.now, by_organiser=True, windows=one.windows)
        with transaction.atomic():
            ask_locked(self.there[one.requester], self.there[one.invitee], one.wish, asking)
        self.count()

    def _ask(self, one: Asked) -> None:
        """Raises what `ask` does, in its order."""
        ours, theirs = self.there[one.requester], self.there[one.invitee]
        if not is_open_for_requests(self.edition, self.now):
            raise RequestsClosed
        check_approved(ours, theirs)
        if refusal := self.rules.refusal(ours.pk, theirs.pk):
            raise refusal
        if _is_used(self.edition.most_requests, self.sent[ours.pk]):
            raise TooManyRequests
        is_must = one.wish.priority == Priority.MUST
        if is_must and _is_used(self.edition.most_musts, self.musts[ours.pk]):
            raise TooManyMusts
        if not self.windows.keys() >= one.windows:
            raise RequestChanged
        self._note(ours, theirs, one)
        self.sent[ours.pk] += 1
        self.musts[ours.pk] += is_must

    def _note(self, ours: Registration, theirs: Registration, one: Asked) -> None:
        limits = limiting(set(self.windows), one.windows) if one.windows else set()
        request = MeetingRequest(
            edition=self.edition,
            requester=ours,
            invitee=theirs,
            priority=one.wish.priority,
            message=one.wish.message,
            requested_by=self.by,
            asked_by_organiser=True,
            idempotency_key=one.key,
            waits_since=self.now,
            is_limited=bool(limits),
            asks_for_windows=bool(limits),
        )
        self.new.append((request, limits))

    def store(self) -> None:
        """Write what is new, and tell both sides of each. Raises `KeyTaken`."""
        new, self.new = self.new, []
        if not new:
            return
        try:
            with transaction.atomic():
                requests = MeetingRequest.objects.bulk_create(request for request, _ in new)
        except IntegrityError as error:
            raise KeyTaken from error
        limited = []
        for request, limits in new:
            chosen = sorted((self.windows[pk] for pk in limits), key=lambda row: row.period.lower)
            rows = [RequestWindow(request=request, window=window) for window in chosen]
            vars(request)["known_windows"] = rows
            limited += rows
        RequestWindow.objects.bulk_create(limited)
        tell_of_new(requests, self.now)


def _is_used(most: int | None, count: int) -> bool:
    return most is not None and count >= most
