"""What the environment says is written down."""

import re

from tools.devservers.local import CHECKOUT


def test_every_variable_of_the_settings_is_listed() -> None:
    settings = (CHECKOUT / "clustermeet/settings.py").read_text()
    read = set(re.findall(r'(?:environ\.get|_flag|_list)\(\s*"([A-Z_]+)"', settings))
    listed = set(re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    assert read <= listed  # docker-compose.yml reads some more


def test_every_command_says_what_it_does() -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    commands = set(" ".join(re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)).split())
    described = set(re.findall(r"^([a-z-]+):.* ## ", makefile, re.MULTILINE))
    assert described == commands - {"help"}
