"""Which two texts are plates of two vehicles, and which are one plate read twice."""

from __future__ import annotations

import pytest

from vehicles.misreads import is_another


@pytest.mark.parametrize(
    ("key", "other", "expected"),
    [
        ("KA01AB1234", "MH12DE5678", True),
        ("KA01AB1234", "KA01AC5678", True),
        ("KA01AB1234", "KA01AB1234", False),
        ("KA01AB1234", "KA01AB1284", False),
        ("KA01AB1234", "KA01A81Z34", False),
        ("KA01AB1234", "KA01AB5678", True),
        ("KA01AB1234", "KA01A1234", False),
        ("KA01AB1234", "KA01AB0012", False),
        ("KA01AB1234", "TATA", False),
        ("KA01AB1234", "", False),
        ("22BH1234AA", "KA01AB1234", True),
    ],
)
def test_is_another(key: str, other: str, expected: bool) -> None:
    assert is_another(key, other) is expected
    assert is_another(other, key) is expected
