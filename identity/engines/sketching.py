"""A sketch of an unnamed face: the local engine's embedding, or a hash where that is not installed."""

from __future__ import annotations

import numpy as np
from PIL import Image

from identity.engines.base import EngineError
from identity.engines.choice import engine_called
from identity.engines.pictures import as_rgb
from identity.likeness import EMBEDDING, HASH, Sketch

ROWS, COLUMNS = 8, 9
MIDDLE = 0.2
"""Of each side is left out: the background says little of a face."""


def sketch_of(picture: bytes) -> Sketch:
    """Return what tells this face from others well enough to group; raises Invalid."""
    try:
        describe = getattr(engine_called("local"), "describe", None)
        vector = describe(picture) if describe else None
    except EngineError:
        vector = None
    if vector is not None:
        return Sketch(EMBEDDING, vector.tobytes())
    return Sketch(HASH, difference_hash(picture))


def difference_hash(picture: bytes) -> bytes:
    """Return 64 bits: which of the 8 by 9 grey cells of the picture's middle are darker than the next."""
    grey = Image.fromarray(as_rgb(picture)).convert("L")
    width, height = grey.size
    edge = (int(width * MIDDLE), int(height * MIDDLE))
    middle = grey.crop((*edge, width - edge[0], height - edge[1]))
    cells = np.asarray(middle.resize((COLUMNS, ROWS), Image.Resampling.BOX), dtype=np.int16)
    return bytes(np.packbits(cells[:, 1:] > cells[:, :-1]).tobytes())
