"""Where a collection of faces is: the same name in another account or region, or at an emulator, is
another one. Pure.

A collection's full name says both: ``factory-employees@us-east-1/123456789012``.
"""

from __future__ import annotations

import base64
import re

from identity.engines.stand_in import stand_in

AT = "@"
"""In no collection's own name: those are of letters, digits and ``_.-`` (API reference)."""
KEY_ID = re.compile(r"A[KS]IA([A-Z2-7]{16})")
ACCOUNT_BITS = 40
ID_BITS = 80


def where_is(*, endpoint: str, region: str, key_id: str) -> str:
    """Return where these settings lead: a stand-in's address, or AWS's region and, if known, account."""
    if stand_in(endpoint):
        return endpoint.rstrip("/")
    account = account_of(key_id)
    return f"{region}/{account}" if account else region


def account_of(key_id: str) -> str:
    """Return the twelve digits of the account that a key belongs to, or an empty text.

    Since 2019 a key's id carries them below its first bit, as AWS's GetAccessKeyInfo reads it without
    asking anybody. Where a machine's role signs, there is no key to read.
    """
    found = KEY_ID.fullmatch(key_id)
    if found is None:
        return ""
    number = int.from_bytes(base64.b32decode(found.group(1)))
    told, account = divmod(number >> (ID_BITS - 1 - ACCOUNT_BITS), 1 << ACCOUNT_BITS)
    return f"{account:012}" if told else ""


def full_name(name: str, where: str) -> str:
    return f"{name}{AT}{where}"


def name_in(collection: str) -> str:
    """Return the name by which the service itself knows a collection."""
    return collection.partition(AT)[0]


def where_in(collection: str) -> str:
    return collection.partition(AT)[2]


def is_address(where: str) -> bool:
    """Return whether this is a stand-in's address, and no region of AWS."""
    return "://" in where


def leads_to(here: str, there: str) -> bool:
    """Return whether settings that lead here reach what is there; an account not known may be the one."""
    (region, _, account), (other, _, its) = here.partition("/"), there.partition("/")
    if is_address(here) or is_address(there):
        return here == there
    return region == other and (account == its or not account or not its)


def is_foreign(here: str, there: str) -> bool:
    """Return whether what is there belongs to another account, whose keys these settings have not."""
    account, its = here.partition("/")[2], there.partition("/")[2]
    known = not is_address(here) and not is_address(there) and account and its
    return bool(known) and account != its
