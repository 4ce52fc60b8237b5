"""What production is made of: the site and its demonstration, without what developers need."""

import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import yaml
from django.conf import settings

from clustermeet import serving
from clustermeet.web_worker import IN_MEMORY
from tests.docs.context import given_below, is_given
from tests.docs.pages import commands
from tools.devservers.local import CHECKOUT
from tools.figures.imports import arrows

# A version for people, and the digest that counts.
EXACT = re.compile(r":\d+\.\d+\S*@sha256:[0-9a-f]{64}$")
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()
DEVELOPERS = {"tools", "tests", "benchmarks"}
SITE = {app for app in settings.INSTALLED_APPS if (CHECKOUT / app).is_dir()} | {"scheduling"}


def test_the_image_holds_the_site_with_its_demonstration_and_no_tools() -> None:
    assert "demo" in SITE
    assert {app for app in SITE if is_given(f"{app}/__init__.py")} == SITE
    given = {path for folder in DEVELOPERS for path in given_below(folder)}
    removed = re.findall(r"&& rm -r (\w+)", DOCKERFILE)
    assert {path for path in given if path.partition("/")[0] not in removed} == set()


def test_no_secret_and_nothing_that_a_machine_made_comes_into_the_image() -> None:
    made = (".env", "secrets/secret_key", ".git/config", ".local/mail/1", "a/__pycache__/b.pyc")
    assert [path for path in (*made, "tools/languages/__pycache__/b.pyc") if is_given(path)] == []


def test_the_build_has_every_module_that_it_runs(tmp_path: Path) -> None:
    """The catalogues are compiled by what the build is given, and by nothing else of ours."""
    ran = re.findall(r"python -m ([\w.]+)(.*?)(?: \\$| &&|$)", DOCKERFILE, re.MULTILINE)
    ours = [(name, rest) for name, rest in ran if name not in sys.stdlib_module_names]
    assert ours
    for path in [*given_below("tools"), *given_below("locale")]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / path, tmp_path / path)
    catalogue = tmp_path / "locale/es/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(tmp_path / "locale/en/LC_MESSAGES/django.po", catalogue)
    for name, rest in ours:
        command = [sys.executable, "-m", name, *rest.split()]
        subprocess.run(command, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, check=True)
    assert catalogue.with_suffix(".mo").is_file()


def test_who_needs_no_image_compiles_the_catalogues_too() -> None:
    compiled = [line for line in commands(CHECKOUT / "docs/deployment.md") if "compile" in line]
    assert compiled == ["python -m tools.languages compile"]


def test_the_image_compiles_every_app() -> None:
    compiled = re.search(r"compileall -q (.+)$", DOCKERFILE, re.MULTILINE)
    assert compiled
    assert set(compiled.group(1).split()) == SITE


def test_no_app_needs_what_the_image_lacks() -> None:
    needed = {imported for importer, imported in arrows(CHECKOUT) if importer in SITE}
    assert needed <= SITE


def test_every_variable_that_is_explained_exists() -> None:
    """Those of the table; what each is by default stands in `.env.example`."""
    page = (CHECKOUT / "docs/deployment.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    rows = "\n".join(re.findall(r"^\| (`[A-Z].*?) \|", page, re.MULTILINE))
    assert set(re.findall(r"`([A-Z_]+)", rows)) <= listed


def test_every_container_has_limits_a_bounded_log_and_an_exact_image() -> None:
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    for name, service in compose["services"].items():
        assert {"mem_limit", "cpus", "pids_limit"} <= set(service), name
        assert {"max-size", "max-file"} <= set(service["logging"]["options"]), name
        assert service["image"] == "clustermeet" or EXACT.search(service["image"]), name


def test_every_image_that_ours_is_made_from_or_tried_in_is_exact() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    hosted = (CHECKOUT / ".github/workflows/ci.yml").read_text()
    images += re.findall(r"^ +container: (\S+)", hosted, re.MULTILINE)
    assert len(images) > 2
    assert all(EXACT.search(image) for image in images)


def test_every_pace_of_the_site_is_set_in_one_place() -> None:
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    told = set(compose["services"]["web"]["environment"])
    assert told >= {"WEB_WORKERS", "SEAL_SECONDS", "QUIET_SECONDS", "MAIL_KEPT_DAYS"}


def test_no_secret_of_a_container_is_in_its_environment() -> None:
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    for name, service in compose["services"].items():
        told = {key for key in service.get("environment", {}) if re.search("PASSWORD|SECRET", key)}
        assert all(key.endswith("_FILE") for key in told), name
        files = {str(service["environment"][key]).rpartition("/")[2] for key in told}
        assert files <= set(service.get("secrets", [])), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name


SIZES = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}
# Many who send or read slowly at once (tests/faults/test_slow_clients.py).
SLOW = 200


def in_bytes(size: str) -> int:
    """`512m` as compose says it, `256KB` as Caddy does."""
    number, unit = re.fullmatch(r"(\d+)([kmg]?)b?", size.lower()).groups()  # type: ignore[union-attr]
    return int(number) * SIZES[unit]


def test_what_two_hundred_slow_clients_send_and_read_finds_room_in_the_proxy() -> None:
    caddyfile = (CHECKOUT / "deploy/Caddyfile").read_text()
    buffers = re.findall(r"^\s*(\w+_buffers) (\w+)$", caddyfile, re.MULTILINE)
    assert [name for name, _ in buffers] == ["request_buffers", "response_buffers"]
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    room = in_bytes(compose["services"]["proxy"]["mem_limit"])
    assert SLOW * sum(in_bytes(size) for _, size in buffers) < room


def test_the_proxy_uses_no_connection_that_the_site_is_about_to_close() -> None:
    caddyfile = (CHECKOUT / "deploy/Caddyfile").read_text()
    [seconds] = re.findall(r"^\s*keepalive (\d+)s$", caddyfile, re.MULTILINE)
    assert int(seconds) < serving.keepalive


def test_files_that_are_sent_wait_on_the_disk_and_not_in_the_memory_of_the_site() -> None:
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    web = compose["services"]["web"]
    [volume] = [volume for volume in web["volumes"] if volume.endswith(":/tmp")]
    assert volume.partition(":")[0] in compose["volumes"]
    assert not web["tmpfs"]
    assert in_bytes(web["mem_limit"]) > SLOW * IN_MEMORY


def test_the_page_of_the_proxy_stands_alone_and_is_styled_by_what_its_policy_allows() -> None:
    """It is shown when nothing of the site can be fetched."""
    page = (CHECKOUT / "deploy/away.html").read_text()
    caddyfile = (CHECKOUT / "deploy/Caddyfile").read_text()
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in caddyfile
    assert (
        re.findall(r"<script|<link|<img|url\(|@import|style=|https?://(?!www\.w3\.org)", page) == []
    )
    assert set(re.findall(r'href="([^"]*)"', page)) == {"/"}
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    assert "./deploy/away.html:/etc/caddy/away.html:ro" in compose["services"]["proxy"]["volumes"]
    assert re.search(r"handle_errors 502 503 504 \{\s+root \* /etc/caddy\n", caddyfile)


def test_the_colours_of_the_page_of_the_proxy_are_the_site_s() -> None:
    page = (CHECKOUT / "deploy/away.html").read_text()
    tokens = (CHECKOUT / "static/css/tokens.css").read_text().replace("#ffffff", "#fff")
    assert set(re.findall(r"light-dark\([^)]*\)", page)) <= set(
        re.findall(r"light-dark\([^)]*\)", tokens)
    )


def test_the_database_compiles_no_statement() -> None:
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    assert compose["services"]["postgres"]["command"] == ["postgres", "-c", "jit=off"]
