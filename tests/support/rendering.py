"""Templates as the site renders them, where nobody asks what a page was made of."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template.base import Template
from django.test.utils import _TestState


@pytest.fixture(scope="module")
def plainly_rendered(django_test_environment: None) -> Iterator[None]:
    """Django's test client keeps a copy of what each template was given, each include too: a tenth
    of the time that a page takes. `answer.context` is None meanwhile.
    """
    state: Any = _TestState
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", state.saved_data.template_render)
        yield
