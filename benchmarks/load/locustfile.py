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

from locust import HttpUser, between, constant, tag, task

SCENE = json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text())
_members = itertools.cycle(SCENE["members"])
_newcomers = itertools.cycle(SCENE["newcomers"])
TOKEN = "x" * 32
# A refusal in words is an answer: what was typed was wrong, too late or done by somebody else.
ANSWERED = {200, 302, 404, 409, 422, 429}


def judge(got: Any) -> None:
    if got.status_code in ANSWERED:
        got.success()
    else:
        got.failure(f"status {got.status_code}")


class Person(HttpUser):
    """Signed in by a session that is there; public pages are read without its cookie."""

    wait_time = between(5, 15)

    def on_start(self) -> None:
        self.member: dict[str, Any] = next(_members)
        self.cookies = {"sessionid": self.member["session"], "csrftoken": TOKEN}

    def read(self, path: str, name: str, cookies: dict[str, str] | None = None) -> None:
        with self.client.get(path, name=name, cookies=cookies or {}, catch_response=True) as got:
            judge(got)

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
            self.member["partner"],
            {**form, "message": "Shall we meet?", "priority": "2"},
            name="ask for a meeting",
            cookies=self.cookies,
            allow_redirects=False,
            catch_response=True,
        ) as got:
            judge(got)


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
            name="sign in",
            cookies={"csrftoken": TOKEN},
            allow_redirects=False,
            catch_response=True,
        ) as got:
            judge(got)
