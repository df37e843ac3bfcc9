"""nginx with the block that docs/production.md gives, on ports of the test's own."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.migrated import ROOT
from tests.services import require
from tests.system.processes import until
from tests.web.serving import free_port

NAME = "factory.example.com"
"""Which the block serves."""
PLACES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def documented_block() -> str:
    text = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    found = re.search(r"^```nginx\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def settings(folder: Path, *, port: int, web: int, live: int, certificate: str, key: str) -> str:
    """Return a whole configuration around the block, of which only names of this place differ."""
    block = documented_block()
    head, locations = block.split("    location / {")
    for written, here in {
        "listen 443 ssl http2": f"listen 127.0.0.1:{port} ssl http2",
        "/etc/ssl/certs/factory.pem": certificate,
        "/etc/ssl/private/factory.key": key,
    }.items():
        assert head.count(written) == 1, written
        head = head.replace(written, here)
    assert locations.count("127.0.0.1:8000") == 2
    locations = locations.replace("127.0.0.1:8000", f"127.0.0.1:{web}", 1)
    locations = locations.replace("127.0.0.1:8000", f"127.0.0.1:{live}", 1)
    places = "".join(f"{name}_temp_path {folder}/{name};\n" for name in PLACES)
    return (
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}{head}    location / {{{locations}}}\n"
    )


def listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def proxying(folder: Path, *, web: int, live: int, certificate: str, key: str) -> Iterator[int]:
    """Run it in front of the two servers; yield the port that speaks TLS."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    require(program, "nginx")
    assert program
    port, written = free_port(), folder / "nginx.conf"
    written.write_text(
        settings(folder, port=port, web=web, live=live, certificate=certificate, key=key)
    )
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-p", str(folder), "-c", str(written)], stdout=log, stderr=log
        )
    try:
        until(lambda: listens(port), 10, (folder / "nginx.log").read_text)
        yield port
    finally:
        process.terminate()
        process.wait(10)
