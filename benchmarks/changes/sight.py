"""What the eye does not see, and what it sees otherwise than the file says: hidden versions and digits, marks, blanks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Final

from .looks import HIDING, RAISED, shown
from .model import (
    FORMATS,
    Block,
    Cell,
    Change,
    Changed,
    Format,
    Grid,
    Key,
    Number,
    Paper,
    changed,
    chosen_tables,
    with_grids,
)
from .whose import foreign

__all__ = ["CHANGES", "reprinted"]

_SHARE: Final = 0.15
"""Share of the cells that are changed."""


def _hidden_version(look: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Leave an older version of some tables in the file, hidden."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        tables = chosen_tables(paper, chance)
        older = foreign(paper, chance)
        ahead = chance.random() < 0.6
        blocks: list[Block] = []
        for block in paper.blocks:
            if isinstance(block, Grid) and block.tables & tables:
                hidden = older(block)._replace(look=look)
                blocks += [hidden, block] if ahead else [block, hidden]
            else:
                blocks.append(block)
        return changed(paper, paper._replace(blocks=tuple(blocks)))

    return apply


def reprinted(
    printed: Callable[[Cell, Number | None, random.Random], tuple[str, Number | None] | None],
    doubtful_in: Iterable[Format] = (),
    share: float = _SHARE,
) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print some figures otherwise; ``printed`` gives the text of a cell and what it says then."""
    unsure = frozenset(doubtful_in)

    def apply(paper: Paper, chance: random.Random, format_: Format) -> Changed | None:
        new: dict[int, Cell] = {}
        said: dict[Key, Number | None] = {}
        for grid in paper.grids:
            for cell in dict.fromkeys(cell for row in grid.rows for cell in row if cell.key):
                if cell.key and chance.random() < share:
                    shown_as = printed(cell, paper.known[cell.key], chance)
                    if shown_as is not None:
                        new[id(cell)] = Cell(shown_as[0], cell.key)
                        said[cell.key] = shown_as[1]
        if not new:
            return None

        def replaced(grid: Grid) -> Grid:
            return grid._replace(rows=tuple(tuple(new.get(id(c), c) for c in row) for row in grid.rows))

        doubtful = said if format_ in unsure else ()
        return changed(paper, with_grids(paper, replaced), doubtful, renamed=said)

    return apply


def _hidden_digit(look: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    def printed(cell: Cell, value: Number | None, chance: random.Random) -> tuple[str, Number | None] | None:
        if value is None or not cell.text.strip().isdigit():
            return None
        digit = shown(str(chance.randint(1, 9)), look)
        return (digit + cell.text if chance.random() < 0.5 else cell.text + digit), value

    return reprinted(printed)


def _hidden_figure(look: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    def printed(cell: Cell, value: Number | None, _: random.Random) -> tuple[str, Number | None] | None:
        return None if value is None else (shown(cell.text.strip(), look), None)

    return reprinted(printed, share=0.05)


def _marked(mark: str, *, raised: bool = False) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print the mark of a footnote behind a figure."""

    def printed(cell: Cell, value: Number | None, _: random.Random) -> tuple[str, Number | None] | None:
        if value is None:
            return None
        return cell.text.strip() + (shown(mark, RAISED) if raised else mark), value

    return reprinted(printed, share=0.08)


def _in_money(unit: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print an amount of money where a number of documents or requests belongs: what it counts, nobody knows."""

    def printed(cell: Cell, value: Number | None, _: random.Random) -> tuple[str, Number | None] | None:
        if not value or cell.key is None or cell.key[2] == "amount" or not isinstance(value, int):
            return None
        return f"{value}{unit}", None

    return reprinted(printed)


def _broken(cell: Cell, value: Number | None, _: random.Random) -> tuple[str, Number | None] | None:
    """Print a count with a decimal: the cell says so, whatever may be thought of it."""
    if not isinstance(value, int) or cell.key is None or cell.key[2] == "amount":
        return None
    return f"{value}.5", value + 0.5


def _spaced(blank: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Part the thousands by a blank."""

    def printed(_: Cell, value: Number | None, __: random.Random) -> tuple[str, Number | None] | None:
        if not isinstance(value, int) or value < 1000:
            return None
        return f"{value:,}".replace(",", blank), value

    return reprinted(printed, doubtful_in=FORMATS if blank == " " else (), share=0.8)


def _spaced_sign(cell: Cell, _: Number | None, chance: random.Random) -> tuple[str, Number | None] | None:
    """Print a blank between a minus and its figure."""
    if cell.key is None or cell.key[2] != "change":
        return None
    value = chance.randint(1, 400)
    return f"- {value}", -value


def _empty(text: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print nothing, or a dash, for zeros."""

    def printed(_: Cell, value: Number | None, __: random.Random) -> tuple[str, Number | None] | None:
        return (text, None) if value == 0 else None

    return reprinted(printed, share=0.6)


def _scaled(scale: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    def apply(paper: Paper, _: random.Random, __: Format) -> Changed | None:
        return changed(paper, paper._replace(scale=scale))

    return apply


_HIDERS: Final = [(look, (format_,)) for format_, looks in HIDING.items() for look in looks]
CHANGES = (
    *(
        Change("hidden-versions", f"{formats[0]}-{look}", formats, _hidden_version(look))
        for look, formats in _HIDERS
    ),
    *(
        Change("hidden-digits", f"{formats[0]}-{look}", formats, _hidden_digit(look))
        for look, formats in _HIDERS
    ),
    *(
        Change("hidden-figures", f"{formats[0]}-{look}", formats, _hidden_figure(look))
        for look, formats in _HIDERS
    ),
    Change("footnotes", "circled", FORMATS, _marked("①")),
    Change("footnotes", "superscript-character", FORMATS, _marked("¹")),
    Change("footnotes", "raised", ("html", "docx", "pdf"), _marked("1", raised=True)),
    Change("footnotes", "bracketed", FORMATS, _marked("[1]")),
    Change("footnotes", "asterisk", FORMATS, _marked("*")),
    Change("figures", "ten-thousands", FORMATS, _in_money("万元")),
    Change("figures", "yuan", FORMATS, _in_money("元")),
    Change("figures", "not-whole", FORMATS, reprinted(_broken, share=0.03)),
    Change("figures", "thin-blanks", FORMATS, _spaced("\u2009")),
    Change("figures", "blanks", FORMATS, _spaced(" ")),
    Change("figures", "spaced-sign", FORMATS, reprinted(_spaced_sign, doubtful_in=("txt",), share=1)),
    Change("empty", "blank", FORMATS, _empty("")),
    Change("empty", "hyphen", FORMATS, _empty("-")),
    Change("empty", "dash", FORMATS, _empty("——")),
    Change("empty", "slash", FORMATS, _empty("/")),
    Change("empty", "word", FORMATS, _empty("无")),
    *(Change("scaled", f"by-{scale}", ("pdf",), _scaled(scale)) for scale in ("0.1", "0.4", "5")),
)
"""Changes to what is shown."""
