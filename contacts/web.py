"""Addresses of the web that are typed by people: what may be connected to, and one connection to the address that was looked at.

A name is resolved once and that address is connected to, unless it is one of our own networks: a name that changes its mind
between the check and the call leads nowhere.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import SplitResult

PORTS: Final = {"https": 443, "http": 80}
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class NotAllowedError(Exception):
    """The address may not be connected to: a network of our own, or no web address."""


@contextmanager
def connected(
    target: SplitResult, *, schemes: Mapping[str, int], may_be_ours: bool, waits: float, lasts: float
) -> Iterator[http.client.HTTPConnection]:
    """A connection to TARGET that is cut after LASTS seconds, each of whose waits is WAITS at most.

    A server that answers a letter at a time would keep each wait short and the whole one endless. Raises NotAllowedError, and
    OSError or HTTPException, which is TimeoutError when it was cut.
    """
    if target.scheme not in schemes or not target.hostname or target.username is not None:
        raise NotAllowedError
    port = target.port or schemes[target.scheme]
    caller = http.client.HTTPConnection(target.hostname, port, timeout=waits)
    caller.sock = _reached(_resolved(target.hostname, port, may_be_ours=may_be_ours), port, waits)
    is_over = threading.Event()
    watch = threading.Timer(lasts, _cut, [caller, is_over])
    watch.start()
    try:
        if target.scheme == "https":
            caller.sock = ssl.create_default_context().wrap_socket(caller.sock, server_hostname=target.hostname)
        yield caller
    except (OSError, http.client.HTTPException) as error:
        raise (TimeoutError() if is_over.is_set() else error) from None
    finally:
        watch.cancel()
        caller.close()


def path_of(target: SplitResult) -> str:
    """What is asked for: path and query."""
    return (target.path or "/") + (f"?{target.query}" if target.query else "")


def _cut(caller: http.client.HTTPConnection, is_over: threading.Event) -> None:
    is_over.set()
    with suppress(OSError, AttributeError):
        caller.sock.shutdown(socket.SHUT_RDWR)


def _resolved(host: str, port: int, *, may_be_ours: bool) -> list[str]:
    """The addresses of a name. Raises NotAllowedError when any of them is of our own networks: no name is half ours."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not may_be_ours and not all(is_public(address) for address in found):
        raise NotAllowedError
    return found


def _reached(addresses: list[str], port: int, timeout: float) -> socket.socket:
    """A connection to the first of them that answers. Raises OSError."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=timeout)
    return socket.create_connection((addresses[-1], port), timeout=timeout)


def is_public(address: str) -> bool:
    """Whether an address is the outside world's, seen through the ways to write an IPv4 address in IPv6."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None,))[0] or _translated(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _translated(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None
