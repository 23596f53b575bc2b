"""The package itself: its table of contents, what importing it costs, and errors that survive a process."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import gkstats as gk

HEAVY = ("matplotlib", "jupyterlab", "ipywidgets", "anywidget", "pypdfium2", "pdfminer", "docx", "lxml")


def test_the_table_of_contents_holds() -> None:
    assert sorted(gk.__all__) == gk.__all__ or set(gk.__all__) == set(dir(gk))
    for name in gk.__all__:
        assert getattr(gk, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        gk.no_such_name  # noqa: B018


def test_importing_gkstats_loads_nothing_heavy() -> None:
    code = "import sys, gkstats; gkstats.load_report; print(*sorted(m.split('.')[0] for m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(run.stdout.split())
    assert not loaded & set(HEAVY)


def test_a_bare_import_does_not_even_load_pandas() -> None:
    code = "import sys, gkstats; print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [(gk.UnreadableDocument, ValueError), (gk.NotAReport, ValueError), (gk.MissingDependency, ImportError)],
)
def test_errors_survive_a_pickle(kind: type[gk.GkstatsError], builtin: type[Exception]) -> None:
    error = pickle.loads(pickle.dumps(kind("a.pdf", "it is damaged", "download it again")))
    assert type(error) is kind
    assert isinstance(error, builtin)
    assert isinstance(error, gk.GkstatsError)
    assert (error.source, error.trouble, error.remedy) == ("a.pdf", "it is damaged", "download it again")
    assert str(error) == "a.pdf: it is damaged; download it again"


def test_no_module_bears_the_name_of_a_public_function() -> None:
    from importlib import resources

    package = resources.files("gkstats")
    modules = {entry.name.removesuffix(".py") for entry in package.iterdir()}
    charts = {entry.name.removesuffix(".py") for entry in package.joinpath("charts").iterdir()}
    functions = set(gk.__all__) - {"charts", "regions", "synthetic"}
    assert not functions & modules
    assert not set(gk.charts.__all__) & charts
