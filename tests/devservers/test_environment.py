"""What the environment says is written down."""

import re

from tools.devservers.local import CHECKOUT


def test_every_variable_of_the_settings_is_listed() -> None:
    files = (CHECKOUT / "clustermeet/settings").glob("*.py")
    settings = "".join(file.read_text() for file in files)
    reading = r'\b(?:environ\.get|flag|listed|day|secret)\(\s*"([A-Z_]+)"'
    read = set(re.findall(reading, settings))
    listed = set(re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    assert read <= listed  # docker-compose.yml reads some more


def test_every_command_says_what_it_does() -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    commands = set(" ".join(re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)).split())
    described = set(re.findall(r"^([a-z-]+):.* ## ", makefile, re.MULTILINE))
    assert described == commands - {"help"}
