"""Mail that waits for a daily digest, or for the end of quiet hours, by its reader's own clock."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from notifications.delivery import deliver_due
from notifications.models import MailWishes, OutboxMessage, Subject
from notifications.recipients import About, Recipient
from notifications.rules import awake_from, leaving, next_digest
from notifications.sealing import sealed
from notifications.services import still_to_tell, tell
from notifications.services.failing import ended, send_again
from notifications.services.gathering import gather_digests
from notifications.services.wishing import have_again, set_wishes, stop
from tests.factories.accounts import UserFactory
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
MADRID = ZoneInfo("Europe/Madrid")
# A Tuesday, 12:00 in Madrid.
NOON = datetime(2094, 6, 1, 12, tzinfo=MADRID)
MORNING = datetime(2094, 6, 2, 7, tzinfo=MADRID)
HTML = "<html><body>\n<p>{}</p>\n</body>\n</html>"
State = OutboxMessage.State


@pytest.fixture
def ada() -> User:
    person: User = UserFactory(email="ada@example.org")
    return person


def wish(ada: User, **wishes: object) -> None:
    set_wishes(user=ada.pk, wishes=wishes, now=NOON)


def waiting(said: str = "Somebody wrote.", **changes: object) -> OutboxMessage:
    values: dict[str, object] = {
        "kind": "meeting-message",
        "object_key": f"message:{OutboxMessage.objects.count()}",
        "recipient": "ada@example.org",
        "language": "en",
        "subject": f"Subject: {said}",
        "body": f"{said}\n",
        "html": HTML.format(said),
        "due_at": NOON,
        **changes,
    }
    return OutboxMessage.objects.create(**values)


def work(now: datetime) -> list[str]:
    """What the worker of mails does; the subjects of what leaves."""
    before = len(django_mail.outbox)
    gather_digests(now=now)
    deliver_due(now=now)
    return [str(letter.subject) for letter in django_mail.outbox[before:]]


def quiet(begins: int, ends: int, zone: str = "Europe/Madrid", minute: int = 0) -> MailWishes:
    return MailWishes(quiet_from=time(begins), quiet_until=time(ends, minute), zone=zone)


class TestDigest:
    def test_it_concerns_what_comes_first_of_all_that_it_tells(self, ada: User) -> None:
        wish(ada, messages="digest")
        first, second = (NOON + timedelta(days=days) for days in (8, 9))
        for concerns in (second, None, first):
            waiting(concerns_at=concerns)
        assert work(NOON) == []
        gather_digests(now=MORNING)
        digest = OutboxMessage.objects.exclude(kind="meeting-message").get()
        assert digest.concerns_at == first

    def test_what_waits_leaves_in_one_mail_in_the_morning(self, ada: User) -> None:
        wish(ada, messages="digest")
        waiting("First.")
        waiting("Second.")
        assert work(NOON) == []
        assert work(MORNING - timedelta(seconds=1)) == []
        assert work(MORNING) == ["2 mails of the last day, Wednesday 2 June 2094"]
        [letter] = django_mail.outbox
        assert letter.body.index("First.") < letter.body.index("Second.")
        assert "1. Subject: First." in letter.body
        assert work(MORNING) == []

    def test_what_went_out_in_it_keeps_nothing_and_counts_as_told(self, ada: User) -> None:
        wish(ada, messages="digest")
        row = waiting()
        work(NOON)
        work(MORNING)
        row.refresh_from_db()
        assert (row.state, row.body, row.html, row.hold) == (State.GATHERED, "", "", "")
        assert OutboxMessage.objects.get(kind="digest").state == State.SENT

    def test_every_link_opens_what_it_was_for(self, ada: User) -> None:
        wish(ada, requests="digest")
        for number in (1, 2):
            link = f"https://x/answers/{number}/?a&b"
            html = HTML.format('<a href="[[secret]]">[[secret]]</a>')
            body = "Answer: [[secret]]\n"
            kind = "request-pending"
            waiting(kind=kind, secret=sealed(link), body=body, html=html, subject=f"R{number}")
        work(NOON)
        work(MORNING)
        [letter] = django_mail.outbox
        first, second = letter.body.split("2. R2")
        assert "https://x/answers/1/?a&b" in first
        assert "https://x/answers/2/?a&b" in second
        assert "[[secret" not in str(letter.message())
        assert OutboxMessage.objects.exclude(secret="").count() == 0

    def test_one_that_failed_is_sent_again_without_the_links_that_are_forgotten(
        self, ada: User
    ) -> None:
        wish(ada, requests="digest", messages="digest")
        html = HTML.format('<a href="[[secret]]">[[secret]]</a>')
        body, secret = "Answer:\n\n[[secret]]\n", sealed("https://x/1")
        waiting(kind="request-pending", secret=secret, body=body, html=html, language="es")
        waiting("Hello.", language="es")
        work(NOON)
        gather_digests(now=MORNING)
        digest = OutboxMessage.objects.get(kind="digest")
        ended(digest, OutboxMessage.Failure.AWAY, "refused")
        digest.save()
        assert not digest.has_lost_its_link
        assert send_again(failed=OutboxMessage.objects.all(), now=MORNING) == 1
        assert len(work(MORNING)) == 1
        message = django_mail.outbox[-1]
        assert isinstance(message, django_mail.EmailMultiAlternatives)
        with translation.override("es"):
            said = gettext("The link that stood here is forgotten: sign in to answer.")
        for text in (message.body, str(message.alternatives[0][0])):
            assert said in text
            assert "Hello." in text
            assert "secret" not in text
        assert '<a href="">' not in str(message.alternatives[0][0])

    @pytest.mark.parametrize(
        ("abouts", "about"),
        [
            (["edition:1", "edition:1"], "edition:1"),
            (["edition:1", "edition:2"], ""),
            (["edition:1", ""], ""),
        ],
    )
    def test_it_is_about_what_all_its_parts_are_about(
        self, ada: User, abouts: list[str], about: str
    ) -> None:
        wish(ada, messages="digest")
        for one in abouts:
            waiting(about=one)
        work(NOON)
        work(MORNING)
        assert OutboxMessage.objects.get(kind="digest").about == about

    def test_it_is_one_a_day_in_the_zone_of_its_reader(self, ada: User) -> None:
        wish(ada, messages="digest")
        waiting("First.")
        work(NOON)
        work(MORNING)
        waiting("Late.", due_at=MORNING, hold="digest")
        assert work(MORNING + timedelta(minutes=1)) == []
        assert work(MORNING + timedelta(hours=23)) == []
        assert len(work(MORNING + timedelta(days=1))) == 1

    def test_the_database_holds_one_for_a_person_and_a_day(self, ada: User) -> None:
        row = waiting(kind="digest", object_key=f"user:{ada.pk}", version=7)
        with pytest.raises(IntegrityError), transaction.atomic():
            waiting(kind="digest", object_key=row.object_key, version=7)

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_write_one(self, ada: User, patient: None) -> None:
        wish(ada, messages="digest")
        for _number in range(5):
            waiting()
        work(NOON)
        written = raced([partial(gather_digests, now=MORNING)] * 4)
        assert sorted(written, key=str) == [0, 0, 0, 1]
        digest = OutboxMessage.objects.get(kind="digest")
        assert digest.body.count("Somebody wrote.") == 10
        assert OutboxMessage.objects.filter(state=State.GATHERED).count() == 5

    def test_what_is_taken_back_before_the_morning_is_told_to_nobody(self, ada: User) -> None:
        wish(ada, requests="digest")
        told = {"kind": "request-accepted", "object_key": "request:1:2", "known": "pending"}
        waiting(**told)
        work(NOON)
        known = still_to_tell(object_key="request:1:2", before="accepted", after="pending")
        assert known is None
        assert work(MORNING) == []

    def test_the_wish_that_holds_in_the_morning_counts(self, ada: User) -> None:
        wish(ada, messages="digest", requests="digest", reminders="digest")
        waiting("Message.")
        waiting("Request.", kind="request-pending")
        waiting("Reminder.", kind="requests-reminder")
        work(NOON)
        have_again(user=ada.pk, subjects=[Subject.MESSAGES], now=NOON)
        stop(user=ada.pk, subjects=[Subject.REQUESTS], now=NOON)
        assert work(NOON) == ["Subject: Message."]
        assert work(MORNING) == ["1 mail of the last day, Wednesday 2 June 2094"]

    def test_a_wish_changed_while_a_mail_was_put_off_counts_too(self, ada: User) -> None:
        """As if the worker had read the wish before, and written after it was changed."""
        wish(ada, messages="at_once")
        waiting(hold="digest", due_at=MORNING)
        assert work(MORNING) == ["Subject: Somebody wrote."]

    def test_its_one_click_stops_all_that_comes_in_it(self, ada: User) -> None:
        wish(ada, messages="digest", requests="digest")
        waiting()
        work(NOON)
        work(MORNING)
        link = str(django_mail.outbox[0].message()["List-Unsubscribe"]).strip("<>")
        Client().post(link.removeprefix("http://localhost:8000"))
        kept = MailWishes.objects.get(user=ada)
        assert [kept.messages, kept.requests, kept.reminders] == ["never", "never", "at_once"]

    def test_what_is_near_does_not_wait_for_it(self, ada: User) -> None:
        wish(ada, messages="digest")
        waiting("Near.", concerns_at=NOON + timedelta(hours=12))
        waiting("Tonight.", concerns_at=NOON + timedelta(hours=13))
        assert work(NOON) == ["Subject: Near."]
        assert work(NOON + timedelta(minutes=59)) == []
        assert work(NOON + timedelta(hours=1)) == ["Subject: Tonight."]


class TestQuietHours:
    @pytest.mark.parametrize(
        ("begins", "ends", "at", "awake"),
        [
            (22, 7, "2094-06-01T21:59", "2094-06-01T21:59"),
            (22, 7, "2094-06-01T22:00", "2094-06-02T07:00"),
            (22, 7, "2094-06-02T06:59", "2094-06-02T07:00"),
            (22, 7, "2094-06-02T07:00", "2094-06-02T07:00"),
            (13, 15, "2094-06-01T12:59", "2094-06-01T12:59"),
            (13, 15, "2094-06-01T13:00", "2094-06-01T15:00"),
            (13, 15, "2094-06-01T15:00", "2094-06-01T15:00"),
        ],
    )
    def test_they_end_by_the_clock_of_their_zone(
        self, begins: int, ends: int, at: str, awake: str
    ) -> None:
        here = datetime.fromisoformat(at).replace(tzinfo=MADRID).astimezone(UTC)
        expected = datetime.fromisoformat(awake).replace(tzinfo=MADRID)
        assert awake_from(quiet(begins, ends), here) == expected

    def test_the_night_on_which_the_hour_is_put_forward_is_shorter(self) -> None:
        evening = datetime(2026, 3, 28, 22, tzinfo=UTC)  # 23:00
        assert awake_from(quiet(23, 7), evening) == datetime(2026, 3, 29, 5, tzinfo=UTC)

    def test_an_end_that_no_clock_shows_that_night_is_an_instant_all_the_same(self) -> None:
        evening = datetime(2026, 3, 28, 22, tzinfo=UTC)
        end = awake_from(quiet(23, 2, minute=30), evening)
        assert end == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
        assert awake_from(quiet(23, 2, minute=30), end) == end

    def test_an_end_that_clocks_show_twice_comes_after_the_instant(self) -> None:
        again = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
        end = awake_from(quiet(23, 2, minute=30), again)
        assert end == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("day", "hours"), [((2026, 3, 28), 23), ((2026, 10, 24), 25), ((2026, 6, 1), 24)]
    )
    def test_digests_are_a_day_apart_whatever_the_clock_does(
        self, day: tuple[int, int, int], hours: int
    ) -> None:
        first = datetime(*day, 7, tzinfo=MADRID).astimezone(UTC)
        wishes = MailWishes(zone="Europe/Madrid")
        assert next_digest(wishes, first - timedelta(seconds=1)) == first
        assert next_digest(wishes, first) == first + timedelta(hours=hours)

    def test_a_digest_waits_for_the_end_of_the_quiet_hours(self) -> None:
        assert next_digest(quiet(22, 9), NOON) == MORNING + timedelta(hours=2)

    @pytest.mark.parametrize("kind", ["meeting-message", "agenda", "agenda-changed"])
    def test_what_can_wait_leaves_at_their_end(self, ada: User, kind: str) -> None:
        wish(ada, quiet_from=time(11), quiet_until=time(13))
        waiting(kind=kind)
        assert work(NOON) == []
        assert len(work(NOON + timedelta(hours=1))) == 1

    @pytest.mark.parametrize("kind", ["account", "erase-link", "invitation"])
    def test_nobody_waits_for_a_code_to_sign_in(self, ada: User, kind: str) -> None:
        wish(ada, quiet_from=time(11), quiet_until=time(13))
        waiting(kind=kind)
        assert len(work(NOON)) == 1

    @pytest.mark.parametrize(
        ("ahead", "held"),
        [
            (timedelta(hours=-1), timedelta()),
            (timedelta(hours=12), timedelta()),
            (timedelta(hours=12, minutes=1), timedelta(minutes=1)),
            (timedelta(hours=13), timedelta(hours=1)),
            (timedelta(days=7), timedelta(hours=1)),
        ],
        ids=str,
    )
    def test_what_concerns_the_next_twelve_hours_is_never_held_back(
        self, ahead: timedelta, held: timedelta
    ) -> None:
        found = leaving(quiet(11, 13), MailWishes.How.AT_ONCE, NOON + ahead, NOON)
        assert found.at == NOON + held


class TestConcern:
    """What is told of an event is near from half a day before it until it is over."""

    @pytest.mark.parametrize(
        ("now", "concerned"),
        [
            (timedelta(days=-9), True),
            (timedelta(hours=40), True),
            (timedelta(days=2), False),
        ],
        ids=str,
    )
    def test_an_event_that_is_over_is_near_no_more(self, now: timedelta, concerned: bool) -> None:
        about = About("edition:1", begins=NOON, ends=NOON + timedelta(days=2))
        row = self._told(NOON + now, about)
        assert row.concerns_at == (NOON if concerned else None)

    def test_the_nearer_of_event_and_what_ends_before_counts(self) -> None:
        about = About("edition:1", begins=NOON, ends=NOON + timedelta(days=2))
        until = NOON - timedelta(days=3)
        assert self._told(NOON - timedelta(days=9), about, until).concerns_at == until

    def _told(
        self, now: datetime, about: About, concerns_at: datetime | None = None
    ) -> OutboxMessage:
        tell(
            kind="agenda",
            object_key="edition:1",
            version=1,
            recipients=[Recipient("ada@example.org")],
            template="matchmaking/mail/not_told",
            context={"edition": "Water", "edition_slug": "water"},
            now=now,
            about=about,
            concerns_at=concerns_at,
        )
        return OutboxMessage.objects.get()


class TestPage:
    CHOSEN = dict.fromkeys(("requests", "messages", "reminders", "organising"), "at_once")

    @pytest.mark.parametrize(
        ("begins", "ends", "words"),
        [
            ("22:00", "", "Enter both ends of the quiet hours, or none."),
            ("", "07:00", "Enter both ends of the quiet hours, or none."),
            ("22:00", "22:00", "Enter another time than the first."),
        ],
    )
    def test_quiet_hours_have_two_ends(
        self, ada: User, client: Client, begins: str, ends: str, words: str
    ) -> None:
        client.force_login(ada)
        typed = {**self.CHOSEN, "quiet_from": begins, "quiet_until": ends, "zone": "Europe/Rome"}
        answer = client.post("/account/mails/", typed)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not MailWishes.objects.exists()

    def test_what_is_chosen_is_kept(self, ada: User, client: Client) -> None:
        client.force_login(ada)
        hours = {"quiet_from": "22:00", "quiet_until": "07:30", "zone": "Europe/Rome"}
        client.post("/account/mails/", {**self.CHOSEN, **hours, "messages": "digest"})
        kept = MailWishes.objects.get(user=ada)
        assert (kept.quiet_from, kept.quiet_until, kept.zone) == (
            time(22),
            time(7, 30),
            "Europe/Rome",
        )
        assert kept.messages == "digest"
        assert 'value="22:00"' in client.get("/account/mails/").content.decode()

    @pytest.mark.parametrize(
        "wishes", [{"quiet_from": time(22)}, {"quiet_from": time(7), "quiet_until": time(7)}]
    )
    def test_the_database_knows_no_half_a_night(self, ada: User, wishes: dict[str, object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            MailWishes.objects.create(user=ada, **wishes)
