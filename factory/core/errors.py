"""The errors that cross layers: what a caller did wrong, and what will pass by itself."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus


class DomainError(Exception):
    """Something the caller can understand and act on; the API answers it as RFC 9457.

    ``code`` ends the problem's ``type``; ``fields`` maps a field's name to what is wrong with it.
    """

    status = HTTPStatus.BAD_REQUEST
    code = "invalid"

    def __init__(
        self, detail: str, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.fields = dict(fields or {})


class Invalid(DomainError):
    """A value that no rule allows."""


class NotFound(DomainError):
    """No such row, or one of a site that the caller has nothing to do with."""

    status = HTTPStatus.NOT_FOUND
    code = "not-found"


class Refused(DomainError):
    """The caller's role does not allow this."""

    status = HTTPStatus.FORBIDDEN
    code = "refused"


class Conflict(DomainError):
    """The state of things does not allow this, now or any more."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class Unavailable(DomainError):
    """A part we need does not answer; the same call may succeed later."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"


class TransientError(Exception):
    """A failure that may pass by itself: work that meets it is tried again."""
