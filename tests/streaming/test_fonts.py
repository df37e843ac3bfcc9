"""Names are drawn with their own letters, or without accents, but never as empty boxes."""

from __future__ import annotations

import pytest
from PIL import ImageFont

from streaming import fonts
from streaming.labels import label

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@pytest.mark.parametrize("letter", list("ößÉłşğñЖΩع"))
def test_the_face_knows_the_letters_of_names(letter: str) -> None:
    font = fonts.face(24)
    unknown = font.getmask("\uffff")
    assert bytes(font.getmask(letter)) != bytes(unknown)


def test_a_face_without_accents_spells_without_them() -> None:
    plain = ImageFont.load_default(20)
    assert isinstance(plain, ImageFont.FreeTypeFont)
    assert fonts.spelled("Jörg Éva", plain) == "Jorg Eva"
    assert fonts.spelled("Jörg Éva", fonts.face(20)) == "Jörg Éva"


def test_without_the_system_s_fonts_the_wheel_s_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "NAME", "DejaVuSans-Bold.ttf")
    places = list(fonts._places())
    assert len(places) == 2
    assert ImageFont.truetype(places[1], 20).getname() == ("DejaVu Sans", "Bold")


def test_without_any_the_built_in_face_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_places", lambda: iter(["/nowhere.ttf"]))
    assert fonts.face.__wrapped__(20).getname()[0] != "DejaVu Sans"


def test_labels_of_one_size_have_one_height() -> None:
    assert (
        len({label(text, 20, WHITE, BLACK).shape[0] for text in ("a", "gy", "ÄÖ", "#7", "")}) == 1
    )
    two = label("a\nb", 20, WHITE, BLACK).shape[0]
    assert two > 1.7 * label("a", 20, WHITE, BLACK).shape[0]
