"""What tests have measured is said at the end of the output; nothing is asserted of it."""

import time
from collections.abc import Callable

import pytest

# What a test's fixture `record_property` takes.
Record = Callable[[str, object], None]
NAME = "measured"


def since(begun: float) -> str:
    """How long ago that was by `time.monotonic`, in words."""
    return f"{time.monotonic() - begun:.2f} s"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Reports carry what was recorded from the process of the test to the one that tells."""
    for report in terminalreporter.getreports("passed"):
        for name, words in report.user_properties:
            if name == NAME:
                terminalreporter.write_line(str(words))
