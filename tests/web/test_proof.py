"""What a viewer's proof is worth, given the database's rows."""

from __future__ import annotations

import pytest

from factory.core.scoping import Access
from factory.web.proof import By, Proof, Row, stamp_of, still_good

SESSION = Proof(By.SESSION, "s", 1, stamp_of("secret"))
TOKEN = Proof(By.TOKEN, "t", 1)
DEVICE = Proof(By.DEVICE, "d")
SESSION_ROW = Row("session", "s", 0, "")
TOKEN_ROW = Row("token", "t", 0, "")
USER_ROW = Row("user", "1", 0, "secret")
ROLES = [Row("role", "1", 7, "hr"), Row("role", "1", 7, "viewer"), Row("role", "1", 8, "viewer")]
OTHERS = [Row("role", "2", 9, "manager"), Row("user", "2", 1, "secret")]
MINE = Access(roles={7: frozenset({"hr", "viewer"}), 8: frozenset({"viewer"})})


@pytest.mark.parametrize(
    ("proof", "rows", "expected"),
    [
        pytest.param(SESSION, [SESSION_ROW, USER_ROW, *ROLES], MINE, id="session"),
        pytest.param(TOKEN, [TOKEN_ROW, USER_ROW, *ROLES, *OTHERS], MINE, id="token, among others"),
        pytest.param(SESSION, [SESSION_ROW, USER_ROW], Access(), id="no role left"),
        pytest.param(SESSION, [USER_ROW, *ROLES], None, id="session ended"),
        pytest.param(TOKEN, [SESSION_ROW, USER_ROW, *ROLES], None, id="token ended"),
        pytest.param(SESSION, [SESSION_ROW, *ROLES], None, id="person switched off"),
        pytest.param(
            SESSION, [SESSION_ROW, Row("user", "1", 0, "new"), *ROLES], None, id="new password"
        ),
        pytest.param(
            TOKEN,
            [TOKEN_ROW, Row("user", "1", 0, "new")],
            Access(),
            id="a token outlives a password",
        ),
        pytest.param(
            TOKEN, [TOKEN_ROW, Row("user", "1", 1, "")], Access(superuser=True), id="superuser"
        ),
        pytest.param(
            DEVICE,
            [Row("device", "d", 7, "")],
            Access(roles={7: frozenset({"device"})}),
            id="device",
        ),
        pytest.param(DEVICE, [], None, id="device switched off, or its key changed"),
        pytest.param(
            Proof(By.TOKEN, "s", 1), [SESSION_ROW, USER_ROW], None, id="another kind's key"
        ),
    ],
)
def test_worth(proof: Proof, rows: list[Row], expected: Access | None) -> None:
    assert still_good([proof], rows, device_role="device").get(proof) == expected
