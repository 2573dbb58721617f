"""The kernel: lifecycles, the ledger of events, uncertain time, quantities, documents, desks, the publication gate.

Every room stands on it and it imports none of them. It knows an actor only as a Protocol (`actors.Actor`).
Sources: RFC 6962 (Merkle trees), RFC 8785 (canonical JSON), RFC 9562 (UUIDv7).
"""
