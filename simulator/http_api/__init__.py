"""The PBX's own HTTP API: the app is the client and sends commands, the PBX answers each with XML.

It has no sockets: `execute` takes what arrived and returns the bytes of the answer. Servers bring both to the network.
The language in which the app answers notifications is `simulator.ozml`.
"""
