"""Write the page about the commands from their own help."""

from __future__ import annotations

from pathlib import Path

import click

from gkstats.cli import main

GENERATED = Path(__file__).parent / "_generated"


def commands_page() -> str:
    """Return what ``gkstats --help`` and the help of every command say, as Markdown."""
    whole = click.Context(main, info_name="gkstats")
    parts = ["# Commands", _help(main, whole)]
    for name in main.list_commands(whole):
        command = main.get_command(whole, name)
        if command is not None:
            parts += [f"## gkstats {name}", _help(command, click.Context(command, whole, info_name=name))]
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, context: click.Context) -> str:
    return f"```text\n{command.get_help(context)}\n```"


def write() -> None:
    """Write ``_generated/commands.md``."""
    GENERATED.mkdir(exist_ok=True)
    (GENERATED / "commands.md").write_text(commands_page(), encoding="utf-8")


if __name__ == "__main__":
    write()
