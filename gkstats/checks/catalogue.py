"""The checks as data: what must hold, on whose authority, how grave a failure is, and why it may be innocent."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal, TypeAlias, get_args

from gkstats.forms import Basis, Identity, Severity, all_forms
from gkstats.vocabulary import Language

__all__ = ["Check", "Scope", "all_checks", "get_check", "remedy", "texts", "words"]

Scope: TypeAlias = Literal["report", "years", "editions", "region"]
"""What a check looks at: one report, two years of an agency, two readings of one year, a region and its parts."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold.

    Attributes
    ----------
    id : str
    basis : {"printed", "label", "official", "third-party", "inferred"}
        Printed on the form, following from its labels, laid down in a law or an official letter, a rule of
        other people's software, or inferred by us.
    severity : {"error", "warning", "information"}
    source : str
        Where the rule comes from.
    zh, en : str
        What holds, in words.
    reason : str
        Why it may fail although nobody erred.
    scope : {"report", "years", "editions", "region"}
    rule : str
        Name of the function that tries it; "identity" for the sums that the forms declare.
    options : mapping
        What else the rule needs to know.
    """

    id: str
    basis: Basis
    severity: Severity
    source: str
    zh: str
    en: str
    reason: str
    scope: Scope
    rule: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def label(self, language: Language) -> str:
        """Return what holds, in words."""
        return self.zh if language == "zh" else self.en


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("checks.toml").read_text(encoding="utf-8"))


@functools.cache
def all_checks() -> tuple[Check, ...]:
    """Return every check: the identities of the forms, each once, and the others.

    Examples
    --------
    >>> get_check("column-identity").basis, get_check("carried-over").severity
    ('printed', 'warning')
    """
    checks: dict[str, Check] = {}
    for form in all_forms():
        for identity in form.identities:
            check = _of_identity(identity)
            first = checks.setdefault(check.id, check)
            if (first.basis, first.severity) != (check.basis, check.severity):
                raise ValueError(
                    f"{form.id}.toml: {check.id} is of another basis or severity in another form"
                )
    for entry in _data()["checks"]:
        check = _check(entry)
        if check.id in checks:
            raise ValueError(f"checks.toml: {check.id} is there twice")
        checks[check.id] = check
    return tuple(checks.values())


def _of_identity(identity: Identity) -> Check:
    words = (identity.basis, identity.severity, identity.source, identity.zh, identity.en, identity.reason)
    return Check(identity.id, *words, scope="report", rule="identity")


def _check(entry: dict[str, Any]) -> Check:
    named = {key: entry[key] for key in Check.__dataclass_fields__ if key in entry}
    options = {key: value for key, value in entry.items() if key not in named}
    try:
        check = Check(**named, options=options)
    except TypeError as error:
        raise ValueError(f"checks.toml: {entry.get('id')}: {error}") from error
    allowed = ((check.basis, Basis), (check.severity, Severity), (check.scope, Scope))
    for value, choices in allowed:
        if value not in get_args(choices):
            raise ValueError(f"checks.toml: {check.id}: {value!r} is none of {get_args(choices)}")
    return check


@functools.cache
def _by_id() -> dict[str, Check]:
    return {check.id: check for check in all_checks()}


def get_check(id: str) -> Check:  # noqa: A002
    """Return the check of that id.

    Raises
    ------
    KeyError
        There is no such check.
    """
    return _by_id()[id]


@functools.cache
def _remedies() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("remedies.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def remedy(id: str, language: Language) -> str:  # noqa: A002
    """Return what can be done where a check fails.

    Raises
    ------
    KeyError
        There is no such check.

    Examples
    --------
    >>> remedy("blank-cells", "en")
    'Write 0 where there is nothing to count; leave no cell blank.'
    """
    return _remedies()[get_check(id).rule][language]


def texts(language: Language) -> dict[str, str]:
    """Return the templates of the findings' messages."""
    templates: dict[str, str] = _data()["messages"][language]
    return templates


def words() -> dict[str, Any]:
    """Return the words that several rules share."""
    shared: dict[str, Any] = _data()["words"]
    return shared
