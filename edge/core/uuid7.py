"""Ids that sort by time and need no dice: a UUID version 7 whose random bits come from a seed."""

import hashlib

MS_MAX = 2**48 - 1


def uuid7(ms: int, seed: bytes) -> str:
    """The UUIDv7 of a moment (ms since 1970 UTC) and a seed: the same for the same two, in order of `ms`.

    Raises `ValueError` for a moment outside 48 bits. RFC 9562 section 5.7; the 74 random bits are SHA-256 of the seed.
    """
    if not 0 <= ms <= MS_MAX:
        raise ValueError(f"a UUIDv7 holds 0 to {MS_MAX} ms since 1970, not {ms}")
    digest = hashlib.sha256(seed).digest()
    a = int.from_bytes(digest[:2], "big") & 0xFFF
    b = int.from_bytes(digest[2:10], "big") & (2**62 - 1)
    text = f"{ms:012x}{0x7000 | a:04x}{2**63 | b:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
