"""Names what can be measured, each beside a peer or a limit in the same run."""

from __future__ import annotations

import importlib
import pkgutil

import benchmarks


def main() -> None:
    print("python -m benchmarks.NAME runs one; --help says what it needs:\n")
    for name in sorted(_names()):
        line = (importlib.import_module(f"benchmarks.{name}").__doc__ or "").strip()
        print(f"  {name:<24}{line.splitlines()[0]}")


def _names() -> list[str]:
    return [one.name for one in pkgutil.iter_modules(benchmarks.__path__) if one.name[0] != "_"]


if __name__ == "__main__":
    main()
