"""What people in the yard wear, drawn by lot."""

from __future__ import annotations

from dataclasses import dataclass

from streaming.scenes.canvas import Colour
from streaming.scenes.noise import rng

_SKIN: tuple[Colour, ...] = ((92, 130, 178), (70, 104, 152), (56, 84, 124), (110, 150, 196))
_HAIR: tuple[Colour, ...] = ((26, 24, 26), (32, 36, 48), (44, 44, 46), (96, 96, 98))
_TOPS: tuple[Colour, ...] = (
    (148, 82, 40),
    (52, 46, 150),
    (70, 110, 60),
    (196, 190, 182),
    (96, 52, 108),
    (42, 92, 168),
    (58, 56, 62),
    (120, 150, 36),
    (66, 172, 224),
    (206, 168, 120),
)
_TROUSERS: tuple[Colour, ...] = ((84, 58, 40), (52, 50, 50), (88, 104, 120), (110, 78, 52))
_SHOES: tuple[Colour, ...] = ((28, 28, 30), (36, 48, 66), (60, 60, 64))
_HELMETS: tuple[Colour, ...] = ((40, 190, 238), (226, 228, 230), (190, 110, 30), (40, 40, 200))
_VESTS: tuple[Colour, ...] = ((30, 110, 245), (60, 230, 205))
_BAGS: tuple[Colour, ...] = ((60, 44, 36), (48, 62, 92), (40, 40, 46))

_VEST_SHARE, _BAG_SHARE, _KURTA_SHARE = 0.42, 0.35, 0.4
_HELMET_SHARE = {True: 0.8, False: 0.12}  # with a vest, without one


@dataclass(frozen=True, slots=True)
class Outfit:
    """Colours of one person; what is None is not worn. ``build`` widens or narrows the body."""

    skin: Colour
    hair: Colour
    top: Colour
    trousers: Colour
    shoes: Colour
    helmet: Colour | None
    vest: Colour | None
    bag: Colour | None
    kurta: bool
    build: float


def outfit(*key: int) -> Outfit:
    """The same outfit for the same key. Two in five wear a vest, and most of those a helmet."""
    lot = rng(*key, 7)

    def one(colours: tuple[Colour, ...]) -> Colour:
        return colours[int(lot.integers(len(colours)))]

    vest = one(_VESTS) if lot.random() < _VEST_SHARE else None
    helmet = one(_HELMETS) if lot.random() < _HELMET_SHARE[vest is not None] else None
    return Outfit(
        skin=one(_SKIN),
        hair=one(_HAIR),
        top=one(_TOPS),
        trousers=one(_TROUSERS),
        shoes=one(_SHOES),
        helmet=helmet,
        vest=vest,
        bag=one(_BAGS) if lot.random() < _BAG_SHARE else None,
        kurta=vest is None and bool(lot.random() < _KURTA_SHARE),
        build=float(lot.uniform(0.92, 1.14)),
    )
