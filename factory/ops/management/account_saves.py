"""What Django's commands do to accounts, written down: they save by themselves, after asking people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db.models.signals import post_save

from factory.core.errors import NotFound
from factory.core.models import User


class Output(Protocol):
    def write(self, msg: str) -> Any: ...


@contextmanager
def noting(note: Callable[..., None], said: Output) -> Iterator[None]:
    """Call ``note`` with each account as it is saved; nobody is signed in, so the system did it.

    The first operator must be made even where no trail can say so.
    """

    def heard(*, instance: User, **_: object) -> None:
        try:
            note(user=instance, caller=None)
        except NotFound as error:
            said.write(f"Not in the audit trail. {error.detail}")

    post_save.connect(heard, sender=User)
    try:
        yield
    finally:
        post_save.disconnect(heard, sender=User)
