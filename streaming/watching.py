"""Who may watch which camera, and as which picture: decided once, before a stream begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from factory.core.errors import Invalid
from factory.core.models import User
from factory.core.scoping import access_of
from factory.web.identity import Caller, identify
from factory.web.proof import By, Proof, stamp_of
from factory.web.protocol import Scope
from factory.web.rights import Viewer
from streaming import selectors, stream_urls
from streaming.capture.pictures import Picture, Size
from streaming.live.channel import Channel
from streaming.paths import capture_socket
from streaming.stream_urls import PARAMETER

VIEW: Final = "streaming.view_camera"
PERSONAL: Final = "evidence.see_personal"
FASTEST: Final = 60.0
SLOWEST: Final = 0.1
"""Who wants to see less than a picture in ten seconds wants snapshots."""
OFF: Final = frozenset({"0", "false", "no", "off"})
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a viewer asks to see; ``fps`` 0 is every frame."""

    size: Size = Size.FULL
    overlay: bool = True
    fps: float = 0.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """One who may watch, and the channel with the picture that their role may see."""

    caller: Caller
    site_id: int
    channel: Channel
    fps: float

    def good(self, viewer: Viewer) -> bool:
        """Return whether it still holds, names and plates included; only looks into memory."""
        personal = self.channel.picture.personal
        return viewer.allows(VIEW, self.site_id) and (
            not personal or viewer.allows(PERSONAL, self.site_id)
        )


def query_of(scope: Scope) -> Query:
    """Return the query's parameters, the last of each."""
    found = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return {name: values[-1] for name, values in found.items()}


def wish_of(query: Query) -> Wish:
    """Return what ``?size= &fps= &overlay=`` ask for; raises Invalid."""
    return Wish(
        size=_size(query.get("size", Size.FULL.value)),
        overlay=query.get("overlay", "1").lower() not in OFF,
        fps=_fps(query.get("fps", "0")),
    )


def _size(text: str) -> Size:
    try:
        return Size(text)
    except ValueError as error:
        names = ", ".join(size.value for size in Size)
        raise Invalid(f"size is one of {names}.", fields={"size": "Unknown."}) from error


def _fps(text: str) -> float:
    try:
        fps = float(text)
    except ValueError:
        fps = -1.0
    if fps and not SLOWEST <= fps <= FASTEST:
        raise Invalid(
            f"fps is a number from {SLOWEST:g} to {FASTEST:g}, or 0 for every picture.",
            fields={"fps": "Bad."},
        )
    return fps


def admit(scope: Scope, camera: str = "") -> Ticket:
    """Return the ticket of a request for ``camera`` (else ``?camera=``, else the first one).

    Raises NotSignedIn, NotFound (another site's camera too) and Invalid. Reads the database: to be
    called on a thread that lets its connection go.
    """
    query = query_of(scope)
    wish, name = wish_of(query), camera or query.get("camera", "")
    if PARAMETER in query:
        caller, name = _by_signature(query[PARAMETER], name)
    else:
        caller = identify(scope)
    watched = selectors.camera_to_watch(caller.access, name)
    personal = wish.overlay and caller.access.allows(PERSONAL, watched.site_id)
    picture = Picture(wish.size, wish.overlay, personal, watched.quality)
    channel = Channel(capture_socket(watched.pk), picture, watched.name, watched.pk)
    return Ticket(caller, watched.site_id, channel, wish.fps)


def _by_signature(signature: str, name: str) -> tuple[Caller, str]:
    admission = stream_urls.admitted(signature)
    user = User.objects.filter(pk=admission.user, is_active=True).first()
    own = name in {"", str(admission.camera)}
    if user is None or not own or stamp_of(user.password) != admission.stamp:
        raise stream_urls.refused()
    proof = Proof(By.PERSON, str(user.pk), user.pk, admission.stamp)
    return Caller(user, access_of(user), proof), str(admission.camera)
