"""Files of the register, made for one test."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

Write = Callable[..., Path]

SMALL = """\
source: article

sources:
  article: {title: Two regions meet, publisher: A newspaper, published_on: 2018-05-14}

sectors:
  health: {position: 1, name: Health}
  digital: {position: 2, name: Digital}

regions:
  ES: {level: 0, name: Spain}
  ES51: {level: 2, name: Catalonia, parent: ES}
  ES511: {level: 3, name: Barcelona, parent: ES51}

organisations:
  domotys:
    kind: cluster
    name: Cluster of smart cities
    region: ES51
    sectors: [digital]

series:
  meetings: {name: Meetings}

editions:
  meeting-2018:
    series: meetings
    ordinal: 1
    name: The meeting
    dates: 2018-04-19/2018-04-20
    host_region: ES51
    sessions:
      - title: A visit
        kind: site_visit
        visited: [domotys]
        passage: an on-site visit
        speakers:
          - organisation: domotys
            passage: the cluster spoke
    facts:
      - topic: clusters
        statement: 13 clusters took part.
        figure: exactly 13
        passage: gathered 13 clusters
      - topic: place
        statement: It took place in Barcelona.
        passage: took place in Barcelona
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one small file, `small.yaml`."""
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture
def add(folder: Path) -> Write:
    """Writes one more file beside the small one."""

    def write(text: str, name: str = "more.yaml") -> Path:
        path = folder / name
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str], None]:
    """Replaces words in the small file, once."""
    path = folder / "small.yaml"

    def replace(old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace
