"""The emulator in a process of its own, with eyes that know people by the colour of the picture.

``python -m benchmarks.identity.painted PORT``: HTTP, protocol and faults are the real ones; only
dlib's 200 ms a picture are left out, which would measure dlib.
"""

from __future__ import annotations

import sys

import django
from django.utils.module_loading import import_string

from identity.emulator.eyes import Eyes
from identity.emulator.server import Emulator


def main() -> None:
    django.setup()
    painted = import_string("tests.identity.emulating.painted")
    Emulator(port=int(sys.argv[1]), sees=Eyes(painted)).serve_forever()


if __name__ == "__main__":
    main()
