"""The documented proxy for real: TLS and HTTP/2, admin, API, uploads, pictures and events behind it."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse, HTTPSConnection
from http.cookies import SimpleCookie
from types import MappingProxyType

import pytest
from django.conf import settings

from benchmarks.streaming.product import VIEWER, Product, product
from tests.builders import PASSWORD
from tests.certificates import certificate
from tests.services import require
from tests.web.nginx import NAME, proxying
from tests.web.serving import beside

MEGABYTE = 2**20
NONE: Mapping[str, str] = MappingProxyType({})
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Site:
    """What a browser at home sees of it."""

    port: int
    trusting: ssl.SSLContext
    product: Product

    @contextmanager
    def asked(
        self, path: str, headers: Mapping[str, str] = NONE, body: bytes | None = None
    ) -> Iterator[HTTPResponse]:
        """Get it, or post a body to it."""
        line = HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.trusting)
        with closing(line):
            host = {"Host": f"{NAME}:{self.port}"}
            line.request("GET" if body is None else "POST", path, body, host | dict(headers))
            yield line.getresponse()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("nginx")
    _, path = certificate(folder, "127.0.0.1")
    variables = {"BEHIND_TLS": "1", "TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": NAME}
    with (
        product(2, variables=variables) as made,
        beside(made.server, "factory.live_settings") as live,
        proxying(
            folder,
            web=made.server.port,
            live=live,
            certificate=path,
            key=str(folder / "camera.key"),
        ) as port,
    ):
        trusting = ssl.create_default_context(cafile=path)
        trusting.check_hostname = False
        yield Site(port, trusting, made)


def test_it_speaks_http_2_to_browsers(site: Site) -> None:
    program = shutil.which("curl")
    require(program, "curl")
    assert program
    done = subprocess.run(
        [
            *(program, "-sk", "--http2", "-o", "/dev/null", "-w", "%{http_version} %{http_code}"),
            *("--resolve", f"{NAME}:{site.port}:127.0.0.1"),
            f"https://{NAME}:{site.port}/api/health",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[0] == "2"
    assert done.stdout.split()[1] in {"200", "503"}


def test_people_sign_in_to_the_admin(site: Site) -> None:
    with site.asked("/admin/login/") as page:
        assert page.status == 200
        cookies = SimpleCookie(page.headers["Set-Cookie"])
        assert cookies["csrftoken"]["secure"]
        token = page.read().decode().partition('name="csrfmiddlewaretoken" value="')[2][:64]
    form = f"csrfmiddlewaretoken={token}&username={VIEWER}&password={PASSWORD.replace(' ', '+')}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={cookies['csrftoken'].value}",
        "Origin": f"https://{NAME}:{site.port}",
    }
    with site.asked("/admin/login/?next=/admin/", headers, form.encode()) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "/admin/")
        session = SimpleCookie()
        for told in answer.headers.get_all("Set-Cookie") or []:
            session.load(told)
    assert session["sessionid"]["secure"]
    with site.asked("/admin/", {"Cookie": f"sessionid={session['sessionid'].value}"}) as page:
        assert page.status == 200
    with site.asked("/static/admin/css/base.css") as style:
        assert style.status == 200


def test_an_address_in_an_answer_is_the_proxys_own(site: Site) -> None:
    path = "/api/v1/cameras?page_size=1"
    with site.asked(path, site.product.headers) as answer:
        assert json.loads(answer.read())["next"].startswith(f"https://{NAME}:{site.port}/api/v1/")


@pytest.mark.parametrize(("megabytes", "status"), [(19, 401), (21, 413)])
def test_as_large_an_upload_passes_as_the_server_takes(
    site: Site, megabytes: int, status: int
) -> None:
    assert settings.MAX_BODY_BYTES == 20 * MEGABYTE
    told = {"username": "nobody", "password": "wrong", "note": "x" * (megabytes * MEGABYTE)}
    with site.asked("/api/v1/auth/token", JSON, json.dumps(told).encode()) as answer:
        assert answer.status == status


def test_pictures_come_as_they_are_taken(site: Site) -> None:
    path = site.product.path(site.product.cameras[0])
    with site.asked(path, site.product.headers) as stream:
        assert stream.status == 200
        assert stream.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=frame"
        # One a second where no camera answers: whatever kept back the first ones would time out.
        for _ in range(3):
            assert part(stream).startswith(b"\xff\xd8")


def part(stream: HTTPResponse) -> bytes:
    length = 0
    while (line := stream.readline().strip().lower()) or not length:
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return stream.read(length)


def test_events_are_told_at_once(site: Site) -> None:
    with site.asked("/api/v1/events", site.product.headers) as stream:
        assert stream.status == 200
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert b"event: hello\n" in [stream.readline() for _ in range(3)]


def test_who_guesses_is_locked_out_whatever_they_claim(site: Site) -> None:
    body = json.dumps({"username": "mallory", "password": "a guess"}).encode()
    answers = []
    for number in range(settings.AXES_FAILURE_LIMIT + 1):
        claim = {"X-Forwarded-For": f"203.0.113.{number}"}
        with site.asked("/api/v1/auth/token", JSON | claim, body) as answer:
            answers.append((answer.status, json.loads(answer.read())["type"].rpartition(":")[2]))
    assert answers[-1] == (429, "locked")
