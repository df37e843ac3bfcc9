"""A 720p30 film of a drawn yard, or of real footage, with each frame's number burnt in."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from benchmarks.streaming import barcode
from streaming.frames import Image
from streaming.scenes import scene

WIDTH, HEIGHT, FPS = 1280, 720, 30
FRAMES = 300


def make_film(path: Path, footage: Path | None = None) -> Path:
    """Write H.264 with access unit delimiters for ``tests/streaming/rtsp_server.py``; needs ffmpeg."""
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24"]
    command += ["-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-", "-c:v", "libx264"]
    command += ["-preset", "veryfast", "-bf", "0", "-g", str(FPS), "-pix_fmt", "yuv420p"]
    command += ["-b:v", "4M", "-x264-params", "aud=1:repeat-headers=1", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin
        for number, image in enumerate(_pictures(footage)):
            barcode.burn(image, number)
            encoder.stdin.write(image.tobytes())
        encoder.stdin.close()
        if encoder.wait():
            raise RuntimeError("ffmpeg could not make the film")
    return path


def _pictures(footage: Path | None) -> Iterator[Image]:
    if footage is None:
        yard = scene("gate-line", seed=7, width=WIDTH, height=HEIGHT, fps=FPS)
        yield from (yard.frame(n).copy() for n in range(FRAMES))
        return
    film = cv2.VideoCapture(str(footage))
    for _ in range(FRAMES):
        ok, image = film.read()
        if not ok:
            raise RuntimeError(f"{footage} has fewer than {FRAMES} frames")
        yield np.asarray(cv2.resize(image, (WIDTH, HEIGHT)), np.uint8)
