"""Rekognition's answers and errors, read: candidates, pictures that say nothing, what may pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError

from identity.engines.base import (
    AccessDenied,
    CollectionGone,
    EngineBusyError,
    EngineError,
    Unusable,
)
from identity.matching import Candidate
from identity.retries import code_and_status, is_transient

NO_FACE_CODE = "InvalidParameterException"
POOR_CODES = frozenset({"ImageTooLargeException", "InvalidImageFormatException"})
MISSING = "ResourceNotFoundException"
GONE = "the collection does not exist at Rekognition"
# AWS's common errors of who we are and what we may do (API reference, common errors), and the two
# with which botocore does not even call.
DENIED_CODES = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "NotAuthorized",
        "OptInRequired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
DENIED_NAMES = frozenset(
    {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"}
)


def whole(answer: Any, *members: str) -> None:
    """Raise EngineBusyError for an answer that was cut off: botocore makes an empty one of it, and
    that would look like a stranger.
    """
    if any(member not in answer for member in members):
        raise EngineBusyError("Rekognition's answer was cut off")


def code_of(error: Exception) -> str:
    return code_and_status(error.response)[0] if isinstance(error, ClientError) else ""


def message(error: Exception) -> str:
    """Return the service's own words: only they tell "no face" from another wrong parameter."""
    return str(error.response["Error"].get("Message", "")) if isinstance(error, ClientError) else ""


def candidates(answer: Any) -> Iterable[Candidate]:
    for match in answer.get("FaceMatches", []):
        yield Candidate(face_id(match), float(match.get("Similarity", 0.0)))


def face_id(record: Any) -> str:
    return str(record["Face"]["FaceId"])


def unusable(error: Exception) -> Unusable:
    """Return what a search's error says of the picture; raise what it says of the service."""
    code = code_of(error)
    if code == NO_FACE_CODE and "face" in message(error).lower():
        return Unusable("NO_FACE", "There is no face in the picture.")
    if code == MISSING:
        raise CollectionGone(GONE) from error
    if code in POOR_CODES:
        return Unusable("POOR_QUALITY", f"Rekognition does not take the picture ({code}).")
    raise as_ours(error) from error


def as_ours(error: Exception) -> Exception:
    """Return our error for one of AWS's: worth another try, for people to mend, or neither."""
    text = str(error)
    if code_of(error) in DENIED_CODES or type(error).__name__ in DENIED_NAMES:
        return AccessDenied(text)
    return EngineBusyError(text) if is_transient(error) else EngineError(text)
