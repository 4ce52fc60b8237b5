"""What a machine lacks for some tests."""

import os
from typing import NoReturn

import pytest


def lacking(words: str, required: str) -> NoReturn:
    """Skip with these words; fail where the variable says that it must be there, as CI does."""
    if os.environ.get(required) == "1":
        pytest.fail(words)
    pytest.skip(words)
