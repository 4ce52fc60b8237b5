"""What people do: four of five read the register, some their workspace, a few write.

`LOAD_PEOPLE` names the file that `benchmarks.load` wrote: sessions, addresses, passwords.
"""

import itertools
import json
import os
import random
import uuid
from pathlib import Path
from typing import Any

import gevent
from locust import HttpUser, between, constant, tag, task

SCENE = json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text())
_members = itertools.cycle(SCENE["members"])
_newcomers = itertools.cycle(SCENE["newcomers"])
_answered = itertools.count(1)
TOKEN = "x" * 32
ANSWERS = SCENE["answers"]
ASK, REFUSED, SIGN_IN = [kind for kind in ANSWERS if kind != "page"]


def judge(got: Any, *kinds: str) -> None:
    """Counted under the first of these kinds that it answers; a failure under the first of all."""
    for kind in kinds:
        if got.status_code in ANSWERS[kind]:
            if kind != "page":
                got.request_meta["name"] = kind
            got.success()
            return
    # Of what was not answered at all locust knows why.
    got.failure(repr(got.error) if got.error else f"status {got.status_code}")


class Person(HttpUser):
    """Signed in by a session that is there; public pages are read without its cookie."""

    wait_time = between(5, 15)

    def on_start(self) -> None:
        self.member: dict[str, Any] = next(_members)
        self.cookies = {"sessionid": self.member["session"], "csrftoken": TOKEN}
        # The site closes a connection after 5 s. A browser whose page meets that moment sends it
        # again, where this client would count it as failed.
        self.client.headers["Connection"] = "close"

    def read(self, path: str, name: str, cookies: dict[str, str] | None = None) -> None:
        with self.client.get(path, name=name, cookies=cookies or {}, catch_response=True) as got:
            judge(got, "page")

    @tag("people")
    @task(60)
    def public(self) -> None:
        path = random.choice(SCENE["public"])
        self.read(path, path)

    @tag("people")
    @task(20)
    def bare(self) -> None:
        self.read("/healthz", "bare page")

    @tag("people")
    @task(15)
    def workspace(self) -> None:
        self.read(self.member["path"], "workspace", self.cookies)

    @tag("people")
    @task(5)
    def ask(self) -> None:
        form = {"csrfmiddlewaretoken": TOKEN, "idempotency_key": str(uuid.uuid4())}
        with self.client.post(
            random.choice(self.member["partners"]),
            {**form, **SCENE["wish"]},
            name=ASK,
            cookies=self.cookies,
            allow_redirects=False,
            catch_response=True,
        ) as got:
            judge(got, ASK, REFUSED)


class Newcomer(HttpUser):
    """Signs in once, with everybody else."""

    wait_time = constant(3600)

    @tag("rush")
    @task
    def sign_in(self) -> None:
        who = next(_newcomers)
        form = {"csrfmiddlewaretoken": TOKEN, "login": who["email"], "password": who["password"]}
        with self.client.post(
            "/accounts/login/",
            form,
            name=SIGN_IN,
            cookies={"csrftoken": TOKEN},
            allow_redirects=False,
            catch_response=True,
        ) as got:
            judge(got, SIGN_IN)
        if next(_answered) == len(SCENE["newcomers"]):
            # Beside this person, whom it ends too, and once the statistics have the last of them:
            # they are written each second.
            gevent.spawn_later(5, self.environment.runner.quit)
