"""The clusters of a group are looked for by name, and a page changes only what it showed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Organisation
from events.models import Registration
from matchmaking.models import ClusterGroup, GroupMember
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.stage import Stage, page
from tests.organise.test_finding import offered
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(stage: Stage) -> ClusterGroup:
    made: ClusterGroup = ClusterGroup.objects.create(edition=stage.edition, name="Buyers")
    return made


def at(group: ClusterGroup) -> str:
    return page("organise-group", group.edition, group.pk)


def comes(group: ClusterGroup, name: str, *, is_member: bool = False) -> int:
    row = RegistrationFactory(edition=group.edition, cluster=ClusterFactory(name=name))
    if is_member:
        GroupMember.objects.create(group=group, registration=row)
    return int(row.pk)


def members(group: ClusterGroup) -> set[int]:
    return set(group.members.values_list("registration", flat=True))


def sent(*ticked: int, shown: Any = (), **more: Any) -> dict[str, Any]:
    return {"name": "Buyers", "members": ticked, "shown": list(shown), **more}


def test_only_members_stand_on_the_page_and_others_are_found_by_name(
    stage: Stage, group: ClusterGroup
) -> None:
    member, found = comes(group, "Water", is_member=True), comes(group, "Solar One")
    comes(group, "Wind")
    shown = stage.organiser.get(at(group)).text
    assert offered(shown, "members") == [str(member)]
    looked = sent(member, shown=[member], find="members", **{"members-words": "sòlar"})
    answer = stage.organiser.post(at(group), looked)
    assert answer.status_code == 200
    assert offered(answer.text, "members") == [str(member), str(found)]
    assert members(group) == {member}
    assert stage.organiser.post(at(group), sent(member, found, shown=[member])).status_code == 302
    assert members(group) == {member, found}


def test_an_older_page_takes_back_nothing_that_a_colleague_did(
    stage: Stage, group: ClusterGroup
) -> None:
    stays, leaves, gone = (comes(group, name, is_member=True) for name in ("A", "B", "C"))
    shown = [stays, leaves, gone]
    GroupMember.objects.filter(registration=gone).delete()
    new = comes(group, "D", is_member=True)
    stage.organiser.post(at(group), sent(stays, gone, shown=shown))
    assert members(group) == {stays, new}


def test_whom_a_colleague_added_meanwhile_is_added_once(stage: Stage, group: ClusterGroup) -> None:
    new = comes(group, "Water", is_member=True)
    assert stage.organiser.post(at(group), sent(new)).status_code == 302
    assert members(group) == {new}


def test_who_is_not_registered_here_comes_into_no_group(stage: Stage, group: ClusterGroup) -> None:
    answer = stage.organiser.post(at(group), sent(RegistrationFactory().pk))
    assert answer.status_code == 422
    assert members(group) == set()


def test_staff_read_the_members(stage: Stage, group: ClusterGroup) -> None:
    comes(group, "Water", is_member=True)
    shown = stage.staff.get(at(group)).text
    assert "<li>Water</li>" in shown
    assert "members-words" not in shown


def test_a_group_of_400_is_shown_part_by_part(stage: Stage, group: ClusterGroup) -> None:
    by = MembershipFactory().user
    made = Organisation.objects.bulk_create(
        Organisation(slug=f"many-{number}", kind="cluster", name=f"Cluster for Works {number:03}")
        for number in range(400)
    )
    rows = Registration.objects.bulk_create(
        Registration(
            edition=group.edition, cluster=row, registered_by=by, idempotency_key=f"{row.pk:032}"
        )
        for row in made
    )
    GroupMember.objects.bulk_create(GroupMember(group=group, registration=row) for row in rows)
    browser = signed_in(MembershipFactory(organisation=group.edition.owner).user)
    browser.get(at(group))
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(at(group))
    assert len(answer.content) <= 100_000
    assert len(asked) <= 15
    assert "Page 1 of 2" in answer.text
    second = browser.get(at(group), {"members": "2"}).text
    assert offered(second, "members") == [str(row.pk) for row in rows[200:]]
    kept = [row.pk for row in rows[200:]]
    browser.post(f"{at(group)}?members=2", sent(*kept[1:], shown=kept))
    assert len(members(group)) == 399
