"""Where browsers are served, and what must be there before anybody but this box may come."""

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

LOCAL = "127.0.0.1"


class ServeError(Exception):
    """Why browsers cannot be served so: one sentence for whoever gave the command."""


@dataclass(frozen=True, slots=True)
class Address:
    """`[HOST:]PORT`; without a host this box alone is served. An IPv6 address stands in brackets."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Raises `ServeError`."""
        host, colon, port = text.rpartition(":")
        if not (port.isascii() and port.isdigit() and int(port) <= 65_535) or (colon and not host):
            raise ServeError(f"--serve takes [HOST:]PORT, for example 8080 or 192.0.2.7:8443, and not {text!r}")
        return cls(host.removeprefix("[").removesuffix("]") or LOCAL, int(port))

    @property
    def is_local(self) -> bool:
        """Whether nobody but this box can come."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:  # a name: it may be anything
            return False

    def url(self, *, is_tls: bool) -> str:
        """What is typed into a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if is_tls else 'http'}://{host}:{self.port}/"


@dataclass(frozen=True, slots=True)
class Tls:
    """Certificate chain and key, in PEM."""

    cert: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Raises `ServeError`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(self.cert, self.key)
        except (OSError, ssl.SSLError) as error:
            why = error.strerror or getattr(error, "reason", "") or "it is no PEM file"
            raise ServeError(f"{self.cert}, {self.key}: {why}") from error
        return context


def tls_for(address: Address, cert: Path | None, key: Path | None, *, insecure: bool) -> Tls | None:
    """How the address is served. Raises `ServeError` where PINs would go over a network that anybody can listen to."""
    if (cert is None) != (key is None):
        raise ServeError("--tls-cert and --tls-key belong together")
    if cert is not None and key is not None:
        return Tls(cert, key)
    if address.is_local or insecure:
        return None
    raise ServeError(
        f"{address.host} is reached over a network, and without TLS badge, PIN and every scan go over it in the clear:"
        " give --tls-cert and --tls-key, or --insecure-http where that network is trusted"
    )
