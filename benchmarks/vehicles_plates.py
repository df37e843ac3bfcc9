"""How many drawn high-security plates the default engine reads, at each degradation, and how fast.

``python -m benchmarks.vehicles_plates``: plates of every Indian family on one line and on two, three
frames each; ``right`` are those that a gate would let pass, ``held`` go to a person, ``wrong`` would
pass as another plate.
"""

from __future__ import annotations

import importlib
import time
from collections import Counter

importlib.import_module("factory.wsgi")

from tests.vehicles.hsrp import FRAMES, PLATES, WEARS, frames_of  # noqa: E402 - after the set-up
from tests.vehicles.reading import outcome_of  # noqa: E402
from vehicles.engines.base import default_engine  # noqa: E402


def main() -> None:
    engine = default_engine()
    print(f"{'':28}{'lines':>6}{'right':>7}{'held':>7}{'wrong':>7}{'ms a frame':>12}")
    for wear in WEARS:
        for lines in (1, 2):
            counted: Counter[str] = Counter()
            spent = 0.0
            for plate in PLATES:
                frames = frames_of(plate, lines=lines, wear=wear)
                began = time.process_time()
                outcome = outcome_of(engine, frames)
                spent += time.process_time() - began
                right = "right" if outcome.text == plate else "wrong"
                counted[right if outcome.passes else "held"] += 1
            row = "".join(f"{counted[name]:7}" for name in ("right", "held", "wrong"))
            each = 1000 * spent / (FRAMES * len(PLATES))
            print(f"{wear.name:28}{lines:6}{row}{each:12.0f}")


if __name__ == "__main__":
    main()
