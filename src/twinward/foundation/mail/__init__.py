"""Mail to one person at a time: written once in the transaction of what it tells of, sent by the worker, and tried again while nobody takes it.

Source: RFC 5321 (replies 4yz are for now, 5yz for good), RFC 5322 (Message-ID), RFC 3834 (Auto-Submitted). Imported by identity and the rooms above.
"""
