"""The box's own key: signs its checkpoints. An Ed25519 seed in a file, as 64 hex digits, made on first use.

The file may as well be a credential of the service manager: then it is there before, and is only read.
"""

import contextlib
import os
import re
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from edge.config import ConfigError, StoreConfig
from edge.shell.durable import sync_folder

_SEED: Final = re.compile(rb"([0-9a-fA-F]{64})\s*\Z")
_FILE_BYTES_MAX: Final = 200


class BoxKey:
    """One box's private key."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw().hex()
        """The public key: 64 hex digits."""

    def sign(self, text: bytes) -> str:
        """The signature of a text: 128 hex digits."""
        return self._key.sign(text).hex()


def key_file(store: StoreConfig) -> Path:
    """Where the box's key is: where the config says, else beside the store."""
    return store.key_file or store.path.with_name(f"{store.path.name}.key")


def head_file(store: StoreConfig) -> Path:
    """Where the newest signed checkpoint is kept: where the config says, else beside the store."""
    return store.head_file or head_beside(store.path)


def head_beside(store: Path) -> Path:
    return store.with_name(f"{store.name}.head")


def load_or_make(path: Path) -> BoxKey:
    """The key in a file; one that is not there is made, for this user alone to read. Raises `ConfigError`."""
    try:
        if not path.exists():
            _make(path)
        with contextlib.suppress(OSError):  # a power cut in the middle of making it; a folder to be read only has none
            _draft(path).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"the box's key {path} cannot be made: {error.strerror}; store.key_file may name another place"
        ) from error
    return load(path)


def load(path: Path) -> BoxKey:
    """The key in a file. Raises `ConfigError`."""
    try:
        with path.open("rb") as file:
            text = file.read(_FILE_BYTES_MAX)
    except OSError as error:
        raise ConfigError(f"the box's key {path} cannot be read: {error.strerror}") from error
    if not (found := _SEED.match(text)):
        raise ConfigError(
            f"the box's key {path} is not 64 hex digits; put the file back from where it is kept, "
            "or move it away: then a new key is made, and whoever checks this box must be told"
        )
    return BoxKey(bytes.fromhex(found[1].decode()))


def is_signed(text: bytes, key: str, sig: str) -> bool:
    """Whether `sig` is the signature of a text with a public key; hex, untrusted."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(sig), text)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _make(path: Path) -> None:
    """Whole or not at all: a power cut leaves no half a key under the name."""
    seed = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    new = _draft(path)
    new.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"{seed}\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(new, path)  # fails where there is one already
    finally:
        new.unlink(missing_ok=True)
    sync_folder(path.parent)


def _draft(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")
