from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clusters.models import Organisation, Sector
from tests.factories.clusters import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sectors.yaml"
    path.write_text("sectors:\n  health: {position: 1, name: Health}\n", encoding="utf-8")
    return path


def run(*paths: Path) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_register", *paths, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_says_what_changed_and_then_that_nothing_did(file: Path) -> None:
    assert run(file) == ("Changed the register: created 1.\n", "")
    assert run(file) == ("No change: unchanged 1.\n", "")


def test_a_broken_file_ends_with_an_error_that_names_the_line(file: Path) -> None:
    file.write_text("sectors:\n  health: {position: 1, title: Health}\n", encoding="utf-8")

    with pytest.raises(CommandError) as error:
        run(file)

    assert "sectors.yaml:2: unknown key 'title' in 'sector'" in str(error.value)
    assert "Nothing was changed." in str(error.value)
    assert error.value.returncode == 1
    assert not Sector.objects.exists()


def test_what_had_to_stay_is_told(file: Path) -> None:
    file.write_text("organisations: {torsa: {kind: company, name: T}}\n", encoding="utf-8")
    run(file)
    MembershipFactory(organisation=Organisation.objects.get())
    file.write_text("organisations: {}\n", encoding="utf-8")

    out, err = run(file)

    assert out == "No change: .\n"
    assert "organisation 'torsa' is in no file any more and stays" in err
