"""On paper the passages stand beside their facts: closed details are open there."""

import re

from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css" / "print.css"


def test_the_style_for_paper_opens_the_passages() -> None:
    rule = re.search(r"\.source::details-content \{([^}]*)\}", CSS.read_text(encoding="utf-8"))

    assert rule
    assert "content-visibility: visible" in rule[1]
