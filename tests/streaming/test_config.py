"""What a capture process accepts as its configuration."""

from __future__ import annotations

import json

import pytest

from streaming.capture.config import (
    BadConfigError,
    CaptureConfig,
    Command,
    parse_command,
    parse_config,
)
from streaming.capture.sources.video import FORMATS, ffmpeg_options

GOOD = {"url": "rtsp://10.0.0.5/live", "socket": "/run/c.sock"}


def test_user_and_password_join_the_address_quoted() -> None:
    config = parse_config(json.dumps({**GOOD, "user": "ad:min", "password": "p@ss/w ord"}))
    assert config.address == "rtsp://ad%3Amin:p%40ss%2Fw%20ord@10.0.0.5/live"
    assert config.url == GOOD["url"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "not JSON"),
        ("[]", "not an object"),
        ("{}", "url and socket are needed"),
        (json.dumps({**GOOD, "fbs": 3}), "unknown: fbs"),
        (json.dumps({**GOOD, "fps": "30"}), "fps: expected float"),
        (json.dumps({**GOOD, "url": "concat:/etc/passwd"}), "url: expected one of"),
        (json.dumps({**GOOD, "transport": "x"}), "transport: expected"),
    ],
    ids=["empty", "list", "nothing", "typo", "text for a number", "scheme", "transport"],
)
def test_bad_configuration_is_told_by_name(line: str, told: str) -> None:
    with pytest.raises(BadConfigError, match=told):
        parse_config(line)


def test_a_refusal_never_tells_the_password() -> None:
    line = json.dumps({**GOOD, "url": "gopher://admin:hush@h/", "password": "hush"})
    with pytest.raises(BadConfigError) as refused:
        parse_config(line)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ('{"always": true}', Command(always=True)),
        ('{"always": false}', Command(always=False)),
        ('{"lease": 1234.5}', Command(lease=1234.5)),
        ('{"lease": 7}', Command(lease=7.0)),
    ],
)
def test_the_commands(line: str, command: Command) -> None:
    assert parse_command(line) == command


BAD_LEASES = ['{"lease": true}', '{"lease": "7"}', '{"lease": 7, "always": true}']


@pytest.mark.parametrize(
    "line", ["", "1", "{}", '{"always": 1}', '{"always": true, "x": 1}', *BAD_LEASES]
)
def test_other_commands_are_refused(line: str) -> None:
    with pytest.raises(BadConfigError):
        parse_command(line)


HTTP = f"protocol_whitelist;http,tcp|max_redirects;0|{FORMATS}"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        (
            "rtsp://h/",
            "rtsp_transport;udp|allowed_media_types;video|protocol_whitelist;rtsp,rtp,srtp,tcp,udp",
        ),
        (
            "rtsps://h/",
            "rtsp_transport;tcp|allowed_media_types;video|protocol_whitelist;rtsp,rtp,srtp,tcp,udp",
        ),
        ("http://h/", f"{HTTP}|headers;Host: h"),
        ("https://h/", f"{HTTP}|headers;Host: h"),
        ("file:///x.avi", "protocol_whitelist;file"),
    ],
)
def test_ffmpeg_may_open_only_what_the_scheme_needs(url: str, options: str) -> None:
    assert ffmpeg_options(CaptureConfig(url=url, socket="", transport="udp"), "") == options


@pytest.mark.parametrize(
    ("url", "host", "authority"),
    [
        ("https://10.0.0.5:443/v", "cam.plant", "cam.plant:443"),
        ("https://[fd00::7]:8443/v", "fd00::7", "[fd00::7]:8443"),
        ("http://10.0.0.5:81/v", "", "10.0.0.5:81"),
    ],
)
def test_an_http_camera_is_called_by_its_name(url: str, host: str, authority: str) -> None:
    config = CaptureConfig(url=url, socket="", host=host)
    assert config.authority == authority
    assert f"|headers;Host: {authority}" in ffmpeg_options(config, "")
