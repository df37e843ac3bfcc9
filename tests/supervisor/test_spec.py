"""Stages come in order, and what stands in one stays in the order it was given."""

from __future__ import annotations

from factory.supervisor.spec import ProcessSpec, by_stage


def _spec(name: str, stage: int) -> ProcessSpec:
    return ProcessSpec(name=name, argv=("true",), stage=stage)


def test_stages() -> None:
    given = [_spec("web", 1), _spec("valkey", 0), _spec("beat", 1), _spec("cameras", 7)]
    names = [[spec.name for spec in stage] for stage in by_stage(given)]
    assert names == [["valkey"], ["web", "beat"], ["cameras"]]


def test_nothing_to_run() -> None:
    assert by_stage([]) == []
