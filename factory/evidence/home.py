"""The directory of pictures: that it is there, and the one in which they were kept.

A disk that is not mounted looks like a directory from which everything has gone. A file of ours in
it tells the two apart; it is written when the first picture is kept, never by a clean-up.
"""

from __future__ import annotations

from pathlib import Path

from factory.evidence.models import Snapshot
from factory.evidence.tree import MARKER


def claim(root: Path) -> None:
    """Mark the directory where no picture is known, or the oldest one lies in it. Safe to repeat.

    Where the oldest is elsewhere this may be the empty place of a disk that is away, or the oldest
    is lost: a person has to say.
    """
    if _is_marked(root):
        return
    oldest = Snapshot.objects.order_by("pk").first()
    if oldest is None or (root / oldest.path).is_file():
        adopt(root)


def adopt(root: Path) -> None:
    """Mark the directory, whatever is in it."""
    root.mkdir(parents=True, exist_ok=True)
    (root / MARKER).touch()


def why_not_home(root: Path) -> str:
    """Return why this cannot be the place of the pictures that are known, or an empty text."""
    if _is_marked(root) or not Snapshot.objects.exists():
        return ""
    if not root.is_dir():
        return "the directory of the pictures is not there (is its disk mounted?)"
    return f"the directory of the pictures has no {MARKER} in it (is the right disk mounted?)"


def _is_marked(root: Path) -> bool:
    return (root / MARKER).is_file()
