"""Network addresses as the PBX's settings have them: one machine, or a network with its mask."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from simulator.errors import ScenarioError


@lru_cache(maxsize=256)
def network(pattern: str) -> IPv4Network | IPv6Network:
    """The addresses that a pattern means: "10.1.2.3", "10.1.0.0/16", "10.1.0.0/255.255.0.0", "fd00::/8".

    Raises:
        ScenarioError: it is none.
    """
    try:
        return ip_network(pattern, strict=False)
    except ValueError:
        message = f"{pattern!r} is no address or network of clients; write it like '10.1.2.3' or '10.1.0.0/16'"
        raise ScenarioError(message) from None


def within(address: str, patterns: Iterable[str]) -> bool:
    """Whether an address is one of those that some patterns mean; what is no IP address never is."""
    try:
        client = ip_address(address)
    except ValueError:
        return False
    if isinstance(client, IPv6Address) and client.ipv4_mapped:  # IPv4 on a socket that takes both
        client = client.ipv4_mapped
    return any(client in network(pattern) for pattern in patterns)
