"""Model files that are not what DETECTOR_MODEL should name."""

from __future__ import annotations

Fields = list[tuple[int, "int | str | bytes"]]


def identity_model() -> bytes:
    """Return a sound ONNX model of another family: it gives a 1x4 tensor back as it came."""
    shape = _message([(1, _message([(1, 1)])), (1, _message([(1, 4)]))])
    tensor = _message([(1, _message([(1, 1), (2, shape)]))])
    node = _message([(1, "x"), (2, "y"), (4, "Identity")])
    entry, end = _message([(1, "x"), (2, tensor)]), _message([(1, "y"), (2, tensor)])
    graph = _message([(1, node), (2, "g"), (11, entry), (12, end)])
    return _message([(1, 8), (7, graph), (8, _message([(2, 13)]))])


def _message(fields: Fields) -> bytes:
    """Return a protobuf message; numbers up to 127, texts and messages."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += bytes([number << 3, value])
        else:
            body = value.encode() if isinstance(value, str) else value
            out += bytes([number << 3 | 2, len(body)]) + body
    return out
