"""Write the page about the commands from their own help."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from gkstats.cli import main


def commands_page() -> str:
    """Return what ``gkstats --help`` and the help of every command say, as Markdown."""
    parts = ["# Commands", _help()]
    for name in sorted(main.commands):
        parts += [f"## gkstats {name}", _help(name)]
    return "\n\n".join(parts) + "\n"


def _help(*command: str) -> str:
    said = CliRunner().invoke(main, [*command, "--help"], prog_name="gkstats", terminal_width=88)
    return f"```text\n{said.output.strip()}\n```"


def write(folder: Path) -> None:
    """Write the page into a folder."""
    (folder / "commands.md").write_text(commands_page(), encoding="utf-8")
