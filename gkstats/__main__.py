"""`python -m gkstats` is the command `gkstats`."""

from __future__ import annotations

from gkstats.cli import main

if __name__ == "__main__":
    main(prog_name="gkstats")
