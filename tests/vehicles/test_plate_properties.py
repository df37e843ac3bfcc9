"""Properties that hold for every plate and every text, not only for those in the tables."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vehicles.authorisation import Authorisation
from vehicles.block_matching import BlockEntry, lookup_keys, match_blocked
from vehicles.confusions import core, one_confusion_away
from vehicles.gate_rules import ListHits, Read, SiteRules, decide
from vehicles.plate_families import FORMS, indian_key, parse_indian
from vehicles.plate_text import MAX_TEXT_LENGTH, clean
from vehicles.plates import PlateRules, RuleMode, plate_key, read_plate

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SEPARATORS = st.text(alphabet=" -.\u2022\t\n\u00a0", max_size=2)
MODES = st.sampled_from([PlateRules(), PlateRules(RuleMode.STRICT)])
PLATES = st.one_of(*(st.from_regex(form.expression, fullmatch=True) for form in FORMS)).filter(
    lambda text: text.isascii()
)
CONFUSABLE = st.text(alphabet="KADLMH01245678OIQLZSGTBC", min_size=4, max_size=15)


@st.composite
def _misreads(draw: st.DrawFn) -> str:
    """A legal plate with one or two characters taken for others."""
    text: str = draw(PLATES)
    for _ in range(draw(st.integers(1, 2))):
        text = draw(st.sampled_from(tuple(one_confusion_away(text)) or (text,)))
    return text


@given(st.text())
def test_cleaning_is_idempotent_and_bounded(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert len(cleaned) <= MAX_TEXT_LENGTH


@given(PLATES)
def test_every_plate_of_every_form_is_read_as_it_stands(text: str) -> None:
    reading = read_plate(text)
    assert reading.plate is not None
    assert reading.text == text


@given(PLATES | CONFUSABLE, MODES, st.data())
def test_spaces_and_lower_case_do_not_change_the_key(
    text: str, rules: PlateRules, data: st.DataObject
) -> None:
    spaced = "".join(character + data.draw(SEPARATORS) for character in text)
    keys = {read_plate(one, rules).key for one in (spaced.lower(), spaced, text)}
    assert keys == {plate_key(text)}


@given(PLATES | CONFUSABLE)
def test_the_key_alone_is_that_of_the_whole_reading(text: str) -> None:
    plate = parse_indian(text)
    assert plate is None or indian_key(text) == plate.key


@given(PLATES | CONFUSABLE)
def test_a_key_is_its_own_key(text: str) -> None:
    assert plate_key(plate_key(text)) == plate_key(text)


@given(_misreads() | CONFUSABLE)
def test_a_key_has_the_core_of_its_text(text: str) -> None:
    assert core(plate_key(text)) == core(text)


@given(PLATES)
def test_a_key_stays_in_its_family(text: str) -> None:
    plate = parse_indian(text)
    assert plate is not None
    again = parse_indian(plate.key)
    assert again is not None
    assert (again.family, again.state) == (plate.family, plate.state)


@given(_misreads() | CONFUSABLE | st.text(), st.floats(), MODES)
def test_no_corrected_read_ever_triggers_a_gate_event(
    text: str, confidence: float, rules: PlateRules
) -> None:
    reading = read_plate(text, rules)
    hits = ListHits(authorisation=Authorisation())
    decision = decide(Read(reading, confidence), hits, SiteRules(threshold=0.0), now=NOW)
    if reading.plate is None:
        assert not decision.should_trigger_gate_event
        assert not decision.valid
        assert decision.requires_manual_review
    else:
        assert not decision.corrections


@given(_misreads())
def test_every_correction_is_legal_and_leads_back_by_its_edits(text: str) -> None:
    for correction in read_plate(text).corrections:
        mended = text
        for edit in reversed(correction.edits):
            end = edit.position + len(edit.read)
            assert mended[edit.position : end] == edit.read
            mended = mended[: edit.position] + edit.mended + mended[end:]
        assert mended == correction.plate.text
        assert parse_indian(mended) is not None


@given(PLATES, st.data())
def test_a_blocked_plate_is_found_through_any_one_confusion(text: str, data: st.DataObject) -> None:
    misread = data.draw(st.sampled_from((text, *one_confusion_away(text))))
    entry = BlockEntry(plate_key(text), text)
    reading = read_plate(misread)
    assert entry.key in lookup_keys(reading)
    match = match_blocked(reading, [entry])
    decision = decide(Read(reading, 0.99), ListHits(match), SiteRules(), now=NOW)
    assert not decision.should_trigger_gate_event
