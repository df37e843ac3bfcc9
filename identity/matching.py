"""From an engine's candidates to a verdict: matched, for review, or unknown. Pure.

Similarity is percent, 0 to 100, and means the same for every engine: below ``review_from`` a face is
a stranger's, from ``match_from`` on it is the candidate's, in between a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

DISAGREE = "the looks at this person do not agree"
NOT_NAMEABLE = "the likeliest person may not be recognised by face"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One face that an engine finds similar."""

    face_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Percent. ``tie_margin``: two people no farther apart than this are never told apart."""

    review_from: float = 80.0
    match_from: float = 95.0
    tie_margin: float = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` is MATCHED, REVIEW or UNKNOWN; ``employee_id`` the likeliest person, if any, and
    ``runner_up_id`` another one whom a review must not leave out: as similar, but for the margin.
    """

    outcome: str
    employee_id: int | None = None
    similarity: float | None = None
    reason: str = ""
    runner_up_id: int | None = None
    runner_up_similarity: float | None = None

    @property
    def people(self) -> tuple[int, ...]:
        """Whom the face may show."""
        return tuple(one for one in (self.employee_id, self.runner_up_id) if one is not None)

    def without_runner_up(self) -> Verdict:
        """Return the verdict with the likeliest person alone, no surer than before."""
        return replace(self, runner_up_id=None, runner_up_similarity=None)


def judge(
    candidates: Iterable[Candidate], owners: Mapping[str, int], thresholds: Thresholds
) -> Verdict:
    """Return who a face shows, by the best of each person's faces.

    ``owners`` maps face ids to people. A face that the engine knows and we do not is nobody's, and yet
    somebody's: nobody is told apart from its owner either.
    """
    found = list(candidates)
    ranking = _people(found, owners)
    if not ranking or ranking[0][1] < thresholds.review_from:
        best = ranking[0][1] if ranking else None
        return Verdict("UNKNOWN", similarity=best)
    person, similarity = ranking[0]
    tied = [one for one in ranking[1:2] if similarity - one[1] <= thresholds.tie_margin]
    if similarity < thresholds.match_from:
        reason = "similar, but not enough to be sure"
        # A face below ``review_from`` is a stranger's, and suggests nobody.
        second = [one for one in tied if one[1] >= thresholds.review_from]
        return Verdict("REVIEW", person, similarity, reason, *(second[0] if second else ()))
    if tied:
        return Verdict("REVIEW", person, similarity, "two people are equally similar", *tied[0])
    unknown = max((c.similarity for c in found if c.face_id not in owners), default=0.0)
    if similarity - unknown <= thresholds.tie_margin:
        reason = "as similar to a face that the engine knows and we do not"
        return Verdict("REVIEW", person, similarity, reason)
    return Verdict("MATCHED", person, similarity)


def _people(candidates: Iterable[Candidate], owners: Mapping[str, int]) -> list[tuple[int, float]]:
    """Return (person, best similarity), best first."""
    best: dict[int, float] = {}
    for candidate in candidates:
        person = owners.get(candidate.face_id)
        if person is not None:
            best[person] = max(best.get(person, 0.0), candidate.similarity)
    return sorted(best.items(), key=lambda pair: -pair[1])


def allow(verdict: Verdict, nameable: Collection[int]) -> Verdict:
    """Return the verdict that may be kept: nobody is named without a basis, nor the runner-up instead.

    ``nameable`` are those of its people who have one.
    """
    if verdict.employee_id is not None and verdict.employee_id not in nameable:
        return Verdict("UNKNOWN", reason=NOT_NAMEABLE)
    return verdict if verdict.runner_up_id in nameable else verdict.without_runner_up()


def vote(verdict: Verdict, earlier: Sequence[int | None]) -> Verdict:
    """Return the verdict in view of whom ``earlier`` looks at the same track seemed to show, None where
    nobody whom we know.

    A match needs more looks on its side than any other person has, and as many as showed nobody: one
    glance from the side is made good by the next look, two of them are not.
    """
    if verdict.outcome != "MATCHED":
        return verdict
    others = Counter(earlier)
    mine, nobody = 1 + others.pop(verdict.employee_id, 0), others.pop(None, 0)
    if nobody > mine or max(others.values(), default=0) >= mine:
        return contested(verdict)
    return verdict


def contested(verdict: Verdict) -> Verdict:
    """Return what is left of a match with which other looks at the same track do not agree."""
    return Verdict("REVIEW", verdict.employee_id, verdict.similarity, DISAGREE)
