"""The content systems of government sites as data files: how a list is known, and how its other pages are asked for.

A file names the system (``name``, ``title``) and says, in regular expressions:

``[known]``
    ``address`` and ``page``: what is found in the address of a list (with the part after ``#``), or in its markup; one
    that is found suffices. The first system that is known is taken, the user's own before those that ship.
``[[list]]``
    Entries that the page's own script would ask for. ``find`` are patterns that must all be found in the address or the
    markup, ``optional`` some that may be; their named groups fill ``address`` (relative to the page) and ``form`` (what
    is sent as a form; without it the address is only asked for). ``{n}`` is the number of the page, which begins at
    ``first`` (1), ``{start}`` and ``{end}`` count entries from 1 by the group or key ``size``. How many pages there are
    says the group ``pages`` (with ``last``, what to add to it) or ``total``, a number of entries; where none does, pages
    are asked for until one brings nothing new. ``format`` says what comes: ``html``; ``records``, HTML in the group
    ``html`` of each match of ``record``, also in the page itself; ``json-html``, HTML in the text of a JSON object that
    ``html`` leads to; ``json``, a list of objects that ``items`` leads to (found where it is empty), in which ``entry``
    names the keys of ``title``, ``url`` and ``date``, and ``count`` leads to the number of entries.
``[attachments]``
    ``address``: what is found in the addresses of files that a document's page gives, beside the usual endings.
"""

from __future__ import annotations

import functools
import os
import re
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from gkstats.errors import GkstatsError

__all__ = ["Behind", "EntryKeys", "System", "own_systems", "shipped_systems", "system_of"]

_LONGEST: Final = 2**20
_REMEDY: Final = "see the docstring of gkstats.collecting.systems for what such a file holds"


class EntryKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an object of a JSON list holds what: the first key that is there."""

    title: tuple[str, ...]
    url: tuple[str, ...]
    date: tuple[str, ...] = ()


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a list of a system is known."""

    address: tuple[str, ...] = ()
    page: tuple[str, ...] = ()


class Behind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entries that the script of a page would ask for."""

    format: Literal["html", "records", "json-html", "json"]
    address: str
    find: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    form: str = ""
    first: int = 1
    last: int = 0
    size: int = 0
    record: str = ""
    html: str = ""
    items: str = ""
    entry: EntryKeys | None = None
    count: str = ""


class Attachments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What addresses of files look like."""

    address: tuple[str, ...] = ()


class System(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A content system."""

    name: str
    title: str = ""
    known: Known = Known()
    list: tuple[Behind, ...] = ()
    attachments: Attachments = Attachments()


@functools.cache
def shipped_systems() -> tuple[System, ...]:
    """Return the systems that are known, the more particular ones first.

    Examples
    --------
    >>> [system.name for system in shipped_systems()]
    ['gkmlpt', 'hanweb', 'jpaas', 'trs', 'vsb', 'json']
    """
    folder = resources.files(__package__)
    found = [
        _system(file.read_text(encoding="utf-8"), file.name)
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    # Pages of any system may hold what the general one is known by.
    return tuple(sorted(found, key=lambda system: (system.name == "json", system.name)))


def own_systems(rules: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None) -> list[System]:
    """Read the user's own files.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    GkstatsError
        A file is no TOML, or holds what no such file does.
    """
    if rules is None:
        return []
    found = []
    for path in [rules] if isinstance(rules, str | os.PathLike) else rules:
        with Path(path).open("rb") as file:
            data = file.read(_LONGEST + 1)
        name = os.fspath(path)
        if len(data) > _LONGEST:
            raise GkstatsError(name, f"these rules are longer than {_LONGEST:,} bytes", _REMEDY)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise GkstatsError(
                name, f"these rules are no text ({error.reason})", "save them as UTF-8"
            ) from None
        found.append(_system(text, name))
    return found


def _system(text: str, name: str) -> System:
    try:
        system = msgspec.convert(tomllib.loads(text), System)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise GkstatsError(name, f"these are no rules for a content system ({error})", _REMEDY) from None
    patterns = [*system.known.address, *system.known.page, *system.attachments.address]
    for behind in system.list:
        patterns += [*behind.find, *behind.optional, behind.record]
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise GkstatsError(name, f"{pattern!r} is no pattern ({error})", _REMEDY) from None
    if trouble := next(filter(None, map(_lacking, system.list)), ""):
        raise GkstatsError(name, f"these are no rules for a content system ({trouble})", _REMEDY)
    return system


def _lacking(behind: Behind) -> str:
    needed = {"html": (), "records": ("record",), "json-html": ("html",), "json": ("entry",)}[behind.format]
    missing = [key for key in needed if not getattr(behind, key)]
    if missing:
        return f"a list of format {behind.format!r} needs {' and '.join(missing)}"
    if behind.record and "html" not in re.compile(behind.record).groupindex:
        return "the pattern of a record needs a group named html"
    return ""


def system_of(address: str, page: str, systems: Sequence[System]) -> System | None:
    """Return the first system that a list is known to be of."""
    for system in systems:
        known: tuple[tuple[Any, str], ...] = ((system.known.address, address), (system.known.page, page))
        if any(re.search(pattern, text) for patterns, text in known for pattern in patterns):
            return system
    return None
