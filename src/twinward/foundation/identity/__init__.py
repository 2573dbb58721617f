"""Identity: who may. Accounts, the table of rights and its scopes, guests by single-use link.

Implements the kernel's Actor protocol. Used by every room above the foundation.
"""
