"""Which scenes there are, apart from the code that draws them, which few processes need."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SCENES: Final = MappingProxyType(
    {
        "gate-line": "People walk through a yard, both ways, over a painted counting line.",
        "barrier": "Cars and lorries with Indian plates stop at a barrier and go.",
        "door": "Somebody comes to the staff entrance and looks at the camera.",
    }
)
"""Name to one line for people."""
