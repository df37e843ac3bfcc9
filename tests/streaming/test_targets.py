"""What a camera may be pointed at: every trick is refused, every honest address is not."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from streaming.supervision.orders import check_target, url_of
from streaming.supervision.reach import check_reach, pin
from streaming.targets import (
    REFUSED,
    BadTargetError,
    allowed,
    check_source,
    endpoint,
    pinned,
    same_endpoint,
)

NETWORKS = ("10.0.0.0/8", "192.168.0.0/16", "fd00::/8")


@pytest.mark.parametrize(
    "source",
    [
        "rtsp://192.168.1.100:554/stream",
        "RTSP://192.168.1.100/stream",
        "rtsps://cam-7.plant.local/live?channel=1&subtype=0",
        "http://10.0.0.5/video.mjpg",
        "https://10.0.0.5:8443/video.mjpg",
        "rtsp://[fd00::7]:554/stream",
        "rtsp://10.0.0.5/user=admin_password=x_channel=1@stream",
        "rtsp://10.0.0.5",
        "file:gate.avi",
        "file:shift a/gate 1.avi",
        "scene:gate-line",
        "scene:barrier?seed=7",
    ],
)
def test_an_honest_source_is_taken(source: str) -> None:
    check_source(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "camera",
        "/dev/video0",
        "ftp://10.0.0.5/a",
        "gopher://10.0.0.5/",
        "concat:/etc/passwd|/etc/hosts",
        "subfile,,start,0,end,9,,:/etc/passwd",
        "data:video/avi;base64,AAAA",
        "pipe:0",
        "file:",
        "file:/etc/passwd",
        "file:///etc/passwd",
        "file://10.0.0.5/share/a.avi",
        "file:../secrets/secret_key",
        "file:a/../../secrets/secret_key",
        "file:a\\..\\b",
        "file:a\nb",
        "file:.",
        "scene:",
        "scene:../x",
        "scene:nosuch",
        "scene:gate-line?seed=1&x=2",
        "scene:gate-line?seed=-1",
        "rtsp:",
        "rtsp://",
        "rtsp:///stream",
        "rtsp:10.0.0.5/stream",
        "rtsp://10.0.0.5:0/stream",
        "rtsp://10.0.0.5:65536/stream",
        "rtsp://10.0.0.5:port/stream",
        "rtsp://10.0.0.5:5540000/stream",
        "rtsp://[::1/stream",
        "rtsp://[10.0.0.5]/stream",
        "rtsp://[fd00::7%25eth0]/stream",
        "rtsp://[zz]/stream",
        # User and password belong elsewhere, and hide where an address really leads.
        "rtsp://admin:secret@10.0.0.5/stream",
        "rtsp://admin@10.0.0.5/stream",
        "rtsp://@10.0.0.5/stream",
        "rtsp://:@10.0.0.5/stream",
        "http://10.0.0.5@169.254.169.254/",
        "http://10.0.0.5:80@169.254.169.254/",
        "http://10.0.0.5%40169.254.169.254/",
        # What two parsers read differently.
        "http://10.0.0.5\\@169.254.169.254/",
        "http://169.254.169.254\\10.0.0.5/",
        "http://10.0.0.5#@169.254.169.254/",
        "http://10.0.0.5?@169.254.169.254/",
        "http://10.0.0.5/a#b",
        "http://10.0.0.5/a b",
        "http://10.0.0.5/a\r\nX-Evil: 1",
        "http://10.0.\t0.5/",
        " http://10.0.0.5/",
        "http://10.0.0.5/ ",
        "http://1\u3002\u30020.0.5/",
        "http://kamera\u00e9.local/",
    ],
)
def test_anything_else_is_refused(source: str) -> None:
    with pytest.raises(BadTargetError):
        check_source(source)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.0.0.5", True),
        ("192.168.255.255", True),
        ("fd00::7", True),
        ("fd12:3456::1%eth0", True),
        ("::ffff:10.0.0.5", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("0.0.0.0", False),
        ("::", False),
        ("169.254.169.254", False),
        ("::ffff:169.254.169.254", False),
        ("::ffff:127.0.0.1", False),
        ("fe80::1%eth0", False),
        ("192.169.0.1", False),
        ("8.8.8.8", False),
        ("64:ff9b::a00:5", False),
        ("2002:a00:5::", False),
        ("camera.local", False),
        ("", False),
    ],
)
def test_networks(address: str, expected: bool) -> None:
    assert allowed(address, NETWORKS) is expected


def test_a_bad_entry_in_the_list_allows_nothing() -> None:
    assert not allowed("10.0.0.5", ["ten", "", "10.0.0.0/33"])
    assert allowed("10.0.0.5", ["ten", " 10.0.0.5 "])


@pytest.mark.parametrize(
    "answers",
    [
        {"127.0.0.1"},
        {"169.254.169.254"},
        {"::ffff:127.0.0.1"},
        {"10.0.0.5", "127.0.0.1"},
        {"8.8.8.8"},
        set(),
        OSError("no such host"),
        UnicodeError("label too long"),
    ],
    ids=str,
)
def test_every_refusal_is_in_the_same_words(answers: Any) -> None:
    def resolving(_host: str, _port: int) -> frozenset[str]:
        if isinstance(answers, Exception):
            raise answers
        return frozenset(answers)

    with pytest.raises(BadTargetError) as caught:
        check_reach("rtsp://camera.plant/stream", NETWORKS, resolving)
    assert str(caught.value) == REFUSED


@pytest.mark.parametrize(
    "source",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "rtsp://0.0.0.0/",
        f"rtsp://{'a' * 80}.local/",
    ],
)
def test_other_spellings_of_this_machine_are_refused(source: str) -> None:
    with pytest.raises(BadTargetError, match=REFUSED):
        check_target(source)


def test_what_was_checked_is_what_is_opened() -> None:
    addresses = frozenset({"10.0.0.9", "10.0.0.5"})
    assert pin("rtsp://cam.plant/s?x=1", addresses) == "rtsp://10.0.0.5:554/s?x=1"
    assert pin("http://cam.plant:81/s", frozenset({"fd00::7"})) == "http://[fd00::7]:81/s"
    assert pin("https://cam.plant/s", addresses) == "https://10.0.0.5:443/s"


def test_endpoints() -> None:
    assert endpoint("rtsps://cam/s") == ("cam", 322)
    assert endpoint("http://[fd00::7]:81/s") == ("fd00::7", 81)
    assert pinned("rtsp://cam/s", ip_address("10.0.0.5")) == ("rtsp://10.0.0.5:554/s")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("rtsp://10.0.0.5/a", "rtsp://10.0.0.5:554/b", True),
        ("rtsp://CAM/a", "rtsp://cam/a", True),
        ("rtsp://10.0.0.5/a", "rtsp://10.0.0.6/a", False),
        ("rtsp://10.0.0.5/a", "rtsp://10.0.0.5:555/a", False),
        ("rtsps://10.0.0.5:322/a", "rtsp://10.0.0.5:322/a", False),
        ("scene:door", "rtsp://10.0.0.5/a", False),
        ("scene:door", "scene:barrier", True),
    ],
)
def test_which_server_a_password_is_for(one: str, other: str, same: bool) -> None:
    assert same_endpoint(one, other) is same


def test_files_stay_in_the_media_folder(tmp_path: Path, settings: Any) -> None:
    settings.CAMERA_MEDIA_DIR = tmp_path / "media"
    settings.CAMERA_MEDIA_DIR.mkdir()
    (tmp_path / "secret").write_text("x")
    (settings.CAMERA_MEDIA_DIR / "link").symlink_to(tmp_path / "secret")
    assert url_of("file:a b.avi", str).endswith("/media/a%20b.avi")
    with pytest.raises(BadTargetError):
        url_of("file:link", str)
