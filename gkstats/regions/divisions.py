"""The administrative divisions of China by code, name and year, read from areacodes.csv."""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final, Literal, NamedTuple, TypeAlias

__all__ = ["Division", "DivisionLevel", "Gazetteer", "gazetteer", "short_codes", "words"]

DivisionLevel: TypeAlias = Literal["province", "prefecture", "county"]

_LEVELS: Final[dict[str, DivisionLevel]] = {"省级": "province", "地级": "prefecture", "县级": "county"}
_SUFFIXES: Final = re.compile(r"特别行政区$|自治区$|省$|市$")
_AUTONOMOUS: Final = ("自治区", "自治州", "自治县", "自治旗")


class Division(NamedTuple):
    """A division as it was from `since` until the year before `until` (None: it still is)."""

    code: str
    name: str
    level: DivisionLevel
    since: int
    until: int | None
    successors: tuple[str, ...]
    """Codes that took it over when it ended."""

    def valid(self, year: int) -> bool:
        """Return whether the division was in use in `year`."""
        return self.since <= year and (self.until is None or year < self.until)


class Gazetteer:
    """Divisions by code, by name, and by how a text begins."""

    def __init__(self, divisions: tuple[Division, ...]) -> None:
        self._by_code: dict[str, list[Division]] = {}
        self._by_name: dict[str, list[Division]] = {}
        self._forebears: dict[str, list[Division]] = {}
        for division in divisions:
            self._by_code.setdefault(division.code, []).append(division)
            for name in (division.name, *_short_names(division)):
                self._by_name.setdefault(name, []).append(division)
            for code in division.successors:
                self._forebears.setdefault(code, []).append(division)
        self._lengths = sorted({len(name) for name in self._by_name}, reverse=True)

    def all(self) -> Iterator[Division]:
        """Yield every division of every time."""
        return (division for divisions in self._by_code.values() for division in divisions)

    def named(self, text: str) -> Iterator[tuple[str, list[Division]]]:
        """Yield the names that `text` begins with, the longest first, each with all divisions that ever bore it."""
        for length in self._lengths:
            if length <= len(text) and (found := self._by_name.get(text[:length])):
                yield text[:length], found

    def at(self, code: str, year: int) -> Division | None:
        """Return the division that had `code` in `year`."""
        return next((d for d in self._by_code.get(code, ()) if d.valid(year)), None)

    def coded(self, code: str) -> list[Division]:
        """Return the divisions that ever had `code`, in order."""
        return self._by_code.get(code, [])

    def parent(self, division: Division, year: int) -> Division | None:
        """Return the division next above it in `year`."""
        if division.level == "county" and (above := self.at(division.code[:4] + "00", year)):
            return above
        return self.at(division.code[:2] + "0000", year) if division.level != "province" else None

    def lies_in(self, division: Division, code: str) -> bool:
        """Return whether `division` is below the division of `code`; the codes say so."""
        stem = code[:2] if code.endswith("0000") else code[:4]
        return division.code != code and code.endswith("00") and division.code.startswith(stem)

    def heirs(self, division: Division) -> list[Division]:
        """Return what took `division` over when it ended."""
        if division.until is None:
            return []
        return [d for code in division.successors if (d := self.at(code, division.until))]

    def forebears(self, division: Division) -> list[Division]:
        """Return what ended when `division` began, and was taken over by it."""
        return [d for d in self._forebears.get(division.code, ()) if d.until == division.since]

    def same_in(self, division: Division, year: int) -> Division | None:
        """Return what `division` was in `year` under another name or code; None when it merged, split or moved on."""
        if division.valid(year):
            return division
        before = year < division.since
        near = self.forebears(division) if before else self.heirs(division)
        if len(near) != 1:
            return None
        old, new = (near[0], division) if before else (division, near[0])
        if old.until != new.since or len(self.heirs(old)) != 1 or len(self.forebears(new)) != 1:
            return None
        return self.same_in(near[0], year)

    def lasting(self, division: Division) -> Division:
        """Return what `division` is called today, or was when it ended, as long as it only changed name or code."""
        while division.until is not None and (heir := self.same_in(division, division.until)) is not None:
            division = heir
        return division

    def later(self, division: Division, year: int) -> frozenset[Division]:
        """Return the divisions that hold in `year` what `division` held before; they may hold more."""
        if division.valid(year):
            return frozenset({division})
        return frozenset(found for one in self.heirs(division) for found in self.later(one, year))


@functools.cache
def gazetteer() -> Gazetteer:
    """Return the divisions; they are read on first use."""
    text = resources.files(__package__).joinpath("areacodes.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    begins = {(row["代码"], row["启用时间"]) for row in rows}
    return Gazetteer(tuple(_division(row, begins) for row in rows))


@functools.cache
def words() -> dict[str, list[str]]:
    """Return what agency names are made of beside division names."""
    data: dict[str, Any] = tomllib.loads(
        resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    )
    return data


@functools.cache
def short_codes() -> dict[str, tuple[str, ...]]:
    """Return the codes of provinces and prefectures by their names without 省, 市 and the like."""
    peoples = "|".join(words()["peoples"])
    codes: dict[str, dict[str, None]] = {}
    for division in gazetteer().all():
        if division.level != "county":
            short = re.sub(rf"({peoples})+$", "", _SUFFIXES.sub("", division.name))
            if short != division.name and len(short) in (2, 3):
                codes.setdefault(short, {})[division.code] = None
    return {short: tuple(found) for short, found in codes.items()}


def _division(row: dict[str, str], begins: set[tuple[str, str]]) -> Division:
    until = row["变更/弃用时间"]
    # "code[year]" tells of a part that moved while the division went on; it is no successor.
    successors = tuple(code for code in row["新代码"].split(";") if code and "[" not in code)
    if until and not successors and (row["代码"], until) in begins:
        successors = (row["代码"],)
    return Division(
        row["代码"],
        row["名称"],
        _LEVELS[row["级别"]],
        int(row["启用时间"]),
        int(until) if until else None,
        successors,
    )


def _short_names(division: Division) -> tuple[str, ...]:
    """Return the names without peoples that autonomous divisions go by, as in 凉山州 for 凉山彝族自治州."""
    if division.level == "province" or not division.name.endswith(_AUTONOMOUS):
        return ()
    match = _autonomous_name().fullmatch(division.name)
    return (match[1] + match[2],) if match else ()


@functools.cache
def _autonomous_name() -> re.Pattern[str]:
    peoples = "|".join(map(re.escape, sorted(words()["peoples"], key=len, reverse=True)))
    return re.compile(rf"(.+?)(?:{peoples})+自治(区|州|县|旗)")
