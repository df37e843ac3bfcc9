"""What the database alone notices, as problems: values out of range, rows gone meanwhile, no answer."""

from __future__ import annotations

import logging

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from rest_framework.response import Response
from rest_framework.views import set_rollback

from factory.core.problems import problem

logger = logging.getLogger(__name__)
FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION = "23503", "23505"
TAKEN = "Somebody else has just stored the same: nothing was stored. Look at what is there now."
GONE = "Somebody else has just deleted something that this refers to: nothing was stored. Send it again."
REMOVED = (
    "Somebody else has just deleted this, or begun to use it: nothing is deleted now. Look again."
)


def database_problem(error: Exception, method: str | None) -> Response | None:
    """Return the answer to a request by ``method`` that met the error; None for any other error."""
    response = _out_of_range(error) or _gone(error, method) or _taken(error) or _unanswered(error)
    if response is not None:
        set_rollback()
    return response


def _out_of_range(error: Exception) -> Response | None:
    """Answer for what no column holds: only the database notices, SQLite by OverflowError.

    Text is refused by the driver where it holds half of a surrogate pair, which JSON can write.
    """
    if not isinstance(error, DataError | OverflowError | UnicodeEncodeError):
        return None
    return Response(problem(400, "A value is out of range.", code="out-of-range"), status=400)


def _gone(error: Exception, method: str | None) -> Response | None:
    """Answer where a row that the request names was deleted between the question and the writing.

    Nothing is written then; the same request, sent anew, is told which row it is.
    """
    if not isinstance(error, IntegrityError) or not _names_no_row(error):
        return None
    logger.warning("⚠️ what a request names was deleted meanwhile", exc_info=error)
    detail = REMOVED if method == "DELETE" else GONE
    return Response(problem(409, detail, code="gone-meanwhile"), status=409)


def _taken(error: Exception) -> Response | None:
    """Answer where a row that may be there once only was stored between the question and the writing."""
    if not isinstance(error, IntegrityError) or not _is_there(error):
        return None
    logger.warning("⚠️ the same was stored meanwhile", exc_info=error)
    return Response(problem(409, TAKEN, code="taken-meanwhile"), status=409)


def _is_there(error: IntegrityError) -> bool:
    sqlstate = getattr(error.__cause__, "sqlstate", "")
    return sqlstate == UNIQUE_VIOLATION or "UNIQUE constraint" in str(error)


def _names_no_row(error: IntegrityError) -> bool:
    """Return whether a foreign key was violated, by PostgreSQL's code or SQLite's words."""
    sqlstate = getattr(error.__cause__, "sqlstate", "")
    return sqlstate == FOREIGN_KEY_VIOLATION or "FOREIGN KEY" in str(error)


def _unanswered(error: Exception) -> Response | None:
    """Answer for a database that has gone or is locked; its own words are for the log.

    SQLite says "no such table" by the same error: that is a fault of ours, and stays one.
    """
    if not isinstance(error, OperationalError | InterfaceError) or "no such" in str(error):
        return None
    logger.error("❌ the database does not answer a request", exc_info=error)
    detail = "The database does not answer; try again in a moment."
    return Response(problem(503, detail, code="unavailable"), status=503)
