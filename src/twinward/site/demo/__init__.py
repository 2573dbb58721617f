"""The demo: the programmes as publicly reported, and people who exist only in a demo."""
