"""The merged log is aligned, coloured only when asked, and outlives its reader."""

from __future__ import annotations

import io
import os

from factory.supervisor.merged_log import MergedLog


def test_names_are_aligned() -> None:
    stream = io.StringIO()
    log = MergedLog(stream, ["web", "worker"], colour=False)
    log.write("web", ["up", "serving"])
    log.write("worker", ["ready"])
    log.say("all up")
    assert stream.getvalue() == ("web    | up\nweb    | serving\nworker | ready\nrun    | all up\n")


def test_each_name_has_a_colour_and_the_text_none() -> None:
    stream = io.StringIO()
    log = MergedLog(stream, [f"p{number}" for number in range(12)], colour=True)
    log.write("p0", ["zero"])
    log.write("p1", ["one"])
    first, second = stream.getvalue().splitlines()
    assert first == "\x1b[36mp0  |\x1b[0m zero"
    assert second == "\x1b[33mp1  |\x1b[0m one"


def test_a_closed_pipe_stops_nothing() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb", buffering=0) as raw:
        log = MergedLog(io.TextIOWrapper(raw, write_through=True), ["web"], colour=False)
        log.write("web", ["nobody reads this"])
        log.say("nor this")
