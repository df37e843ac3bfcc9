"""A camera that speaks MJPEG over HTTP: ours, read back."""

from __future__ import annotations

from pathlib import Path

from streaming.capture.pictures import Picture
from streaming.capture.probe import answers
from streaming.capture.wire import Ask, Kind
from streaming.live.channel import Channel
from tests.streaming.capturing import capturing, decoded, make_video, receive_until
from tests.streaming.serving import serving


def test_an_http_camera_is_read_as_any_other(tmp_path: Path) -> None:
    video = make_video(tmp_path / "film.avi", width=640)
    channel = Channel(str(tmp_path / "first.sock"), Picture())
    with capturing(video, Path(channel.socket)), serving(channel) as served:
        url = f"http://127.0.0.1:{served.port}/"
        assert answers(url)
        with capturing(url, tmp_path / "second.sock") as second, second.client() as client:
            client.ask(Ask(Picture()))
            got = [
                receive_until(client, lambda message: message.kind is Kind.PICTURE)
                for _ in range(10)
            ]
            assert decoded(got[-1].body).shape[2] == 3
            status = client.status()
            assert (status["state"], status["error"]) == ("live", "")
