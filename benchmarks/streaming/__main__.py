"""``python -m benchmarks.streaming [fanout] [slow] [cameras]``: live video, measured on this machine.

Needs Linux, ffmpeg, motion, and /usr/bin/python3 with GStreamer's bindings and plugins (Debian:
gir1.2-gst-rtsp-server-1.0, gstreamer1.0-rtsp, -libav and -plugins-{base,good,bad,ugly}).
Ours is what a site runs behind its proxy: capture and ``serve --settings=factory.live_settings``.
CPU is that of the serving processes; the camera's and the viewers' are not counted. Ages are read from
numbers burnt into the film's pictures, from the camera's push to the viewer's last byte.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.streaming.camera import filming
from benchmarks.streaming.cameras import several, several_of_gstreamer
from benchmarks.streaming.fanout import Stage, compare
from benchmarks.streaming.footage import make_film
from benchmarks.streaming.product import product
from benchmarks.streaming.slow import trail

PARTS = ("fanout", "slow", "cameras")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--footage", type=Path, help="a film to scale; else a drawn yard")
    parser.add_argument("--viewers", default="1,10,50,100")
    parser.add_argument("--cameras", default="1,2,4,8")
    parser.add_argument("--seconds", type=float, default=10.0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = make_film(folder / "film.h264", chosen.footage)
        with product(8, settings="factory.live_settings") as ours:
            run(chosen, Stage(film, ours, folder))


def run(chosen: argparse.Namespace, stage: Stage) -> None:
    """Run the parts that were asked for."""
    if "fanout" in chosen.parts:
        counts = [int(count) for count in chosen.viewers.split(",")]
        compare(stage, counts, chosen.seconds)
    if "slow" in chosen.parts:
        for name in stage.subjects:
            with stage.playing(name) as (camera, address):
                print(trail(name, address, camera, 2 * chosen.seconds), flush=True)
    if "cameras" in chosen.parts:
        with filming(stage.film, 18560, stage.folder) as camera:
            for count in [int(count) for count in chosen.cameras.split(",")]:
                print(several_of_gstreamer(camera, count, chosen.seconds, stage.folder))
                print(several(stage.product, camera, count, chosen.seconds), flush=True)


if __name__ == "__main__":
    main()
