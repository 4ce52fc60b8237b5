"""The Celery application: wake-ups travel here, truth stays in Postgres."""

import os

from celery import Celery, Task

from clustermeet.stack import in_one_piece
from privacy.log.actors import acting_as

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustermeet.settings")


class NamedTask(Task[..., object]):
    """A task of which the log says that it wrote, and whose end the broker hears of."""

    Request = "clustermeet.acknowledging:Request"

    def __call__(self, *args: object, **kwargs: object) -> object:
        with acting_as(f"task:{self.name}"):
            return in_one_piece(super().__call__)(*args, **kwargs)


app = Celery("clustermeet", task_cls=NamedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
