"""The answer to what was taken and will be worked on."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.reverse import reverse

from identity.api.serializers.faces import WaitingSerializer


def accepted(name: str, row: Any) -> Response:
    """Answer 202: the row is safe, and this is where to look what becomes of it."""
    url = reverse(name, [row.uuid])
    body = {"uuid": row.uuid, "url": url, "state": row.state, "outcome": row.outcome}
    return Response(WaitingSerializer(body).data, status=202, headers={"Location": url})
