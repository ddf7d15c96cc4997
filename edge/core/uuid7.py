"""Ids that sort by time and need no dice: a UUID version 7 whose random bits come from a seed."""

import hashlib
from typing import Final

MS_MAX: Final = 2**48 - 1
_VARIANT: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def uuid7(ms: int, seed: bytes) -> str:
    """The UUIDv7 of a moment (ms since 1970 UTC) and a seed: the same for the same two, in order of `ms`.

    Raises `ValueError` for a moment outside 48 bits. RFC 9562 section 5.7; the 74 random bits are SHA-256 of the seed.
    """
    if not 0 <= ms <= MS_MAX:
        raise ValueError(f"a UUIDv7 holds 0 to {MS_MAX} ms since 1970, not {ms}")
    dice, time = hashlib.sha256(seed).hexdigest(), f"{ms:012x}"
    return f"{time[:8]}-{time[8:]}-7{dice[1:4]}-{_VARIANT[dice[4]]}{dice[5:8]}-{dice[8:20]}"
