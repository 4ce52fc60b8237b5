"""Clusters that ask each other for meetings, one after the other, as long as a drill lasts."""

import http
import threading
import uuid
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import MeetingRequest
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.faults.site import Answer, Site, Visitor
from tests.support.waiting import until

ALLOWED = 24


@dataclass(frozen=True)
class Manager:
    """Asks one partner after the other; each letter under a key of its own."""

    visitor: Visitor
    home: str
    partners: list[str]

    def ask(self, number: int, key: uuid.UUID, *, once: bool = False) -> Answer:
        post = self.visitor.post_once if once else self.visitor.post
        return post(self.partners[number], message="Shall we?", priority=1, idempotency_key=key)


@dataclass
class Told:
    """What the site has said yes to, by key, and every other answer."""

    yes: list[uuid.UUID] = field(default_factory=list)
    others: list[object] = field(default_factory=list)

    def rows(self) -> int:
        """How many of them are there; each must be, once."""
        return MeetingRequest.objects.filter(idempotency_key__in=self.yes).count()


def clusters(count: int) -> list[Registration]:
    """Registered at one edition whose requests are open."""
    edition: Edition = EditionFactory()
    return [RegistrationFactory(edition=edition) for _ in range(count)]


def managers(site: Site, registrations: list[Registration]) -> list[Manager]:
    """For every cluster one who asks those after it."""
    found = []
    for number, own in enumerate(registrations):
        here = [own.edition.slug, own.cluster.slug]
        others = registrations[number + 1 :]
        user = MembershipFactory(organisation=own.cluster).user
        found.append(
            Manager(
                visitor=Visitor(site, user),
                home=reverse("meet-home", args=here),
                partners=[
                    reverse("meet-partner", args=[*here, row.cluster.slug]) for row in others
                ],
            )
        )
    return found


class Load:
    """These people ask and read, each in a thread, as much as they are allowed to."""

    def __init__(self, people: list[Manager]) -> None:
        self.told = Told()
        self._allowed = threading.Semaphore(0)
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(who,)) for who in people]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._allowed.release(len(self._threads))
        for thread in self._threads:
            thread.join()

    def go_on(self) -> None:
        """Allow some more, and return when the site has said yes to half of them."""
        enough = len(self.told.yes) + ALLOWED // 2
        self._allowed.release(ALLOWED)

        def has_said_yes() -> bool:
            assert not self.told.others, self.told.others[:2]
            return len(self.told.yes) >= enough

        until(has_said_yes, "the site to say yes")

    def _work(self, manager: Manager) -> None:
        for number in range(len(manager.partners)):
            self._allowed.acquire()
            if self._is_over.is_set():
                return
            self._ask(manager, number)

    def _ask(self, manager: Manager, number: int) -> None:
        key = uuid.uuid4()
        try:
            answer = manager.ask(number, key)
            page = manager.visitor.get(manager.home)
        except Exception as error:  # noqa: BLE001 - no answer is an answer too
            self.told.others.append(error)
            return
        if answer[0] == http.HTTPStatus.FOUND:
            self.told.yes.append(key)
        told = (answer[0], page[0])
        if told != (http.HTTPStatus.FOUND, http.HTTPStatus.OK):
            self.told.others.append((*told, answer[2]))
