"""The explorer as widgets: it shows what the model gives, and hands every click to it."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable, Sequence
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, cast

import anywidget
import ipywidgets
import pandas as pd
import traitlets

from gkstats.explorer import choices
from gkstats.explorer.drawing import drawn, picture, shown_value
from gkstats.explorer.figures import Figures
from gkstats.explorer.sources import Behind, behind
from gkstats.explorer.words import column_name, figure_name, row_name, say, table_name
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from gkstats.corpus import Corpus

__all__ = ["Explorer"]

_HEADS: Final = ("agency", "year", "value", "unit", "printed", "note")


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


class _Part(anywidget.AnyWidget):
    """A part that reports clicks on what it shows; a click on what is no longer shown is dropped."""

    _esm = _file("parts.js")
    _css = _file("parts.css")
    kind = traitlets.Unicode().tag(sync=True)
    chart: Any = traitlets.Dict({"png": None}).tag(sync=True)
    table: Any = traitlets.Dict({"heads": [], "rows": [], "focus": [], "words": {}}).tag(sync=True)

    def __init__(self, kind: str, heard: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(kind=kind)
        self.version = 0
        self._heard = heard
        self.on_msg(self._hear)

    def _hear(self, _: object, message: dict[str, Any], __: object) -> None:
        if message.get("version") == self.version:
            self._heard(message)

    def show(self, **content: Any) -> None:
        self.version += 1
        setattr(self, self.kind, {**content, "version": self.version})


def _shown(callback: Callable[..., None]) -> Callable[..., None]:
    """Show what goes wrong in a callback, where it would be lost in a log."""

    @functools.wraps(callback)
    def guarded(self: Explorer, *args: Any) -> None:
        try:
            self.trouble.value = ""
            callback(self, *args)
        except Exception as error:  # the outermost edge: its user must see it
            self.trouble.value = _trouble_html(error, self.language)

    return guarded


def _trouble_html(error: Exception, language: Language) -> str:
    words = error.args[0] if isinstance(error, KeyError) and error.args else error
    trace = "".join(traceback.format_exception(error))
    return (
        f'<div role="alert" style="color:#d1452c">{say("error", language)}: '
        f"{escape(str(words))} ({escape(type(error).__name__)})"
        f"<details><summary>{say('details', language)}</summary><pre>{escape(trace)}</pre></details></div>"
    )


class Explorer(ipywidgets.VBox):  # type: ignore[misc]
    """What `gkstats.explore` returns.

    Attributes
    ----------
    choice : Choice
        What is chosen.
    shown : View
        What that shows.
    """

    def __init__(self, corpus: Corpus, language: Language = "zh") -> None:
        self.corpus = corpus
        self.figures = Figures(corpus)
        self.language: Language = language
        self._quiet = False
        self._sorted: tuple[str | None, bool] = (None, False)
        self._number = 0
        self.trouble = ipywidgets.HTML()
        first = choices.first_choice(self.figures)
        if first is None:
            super().__init__([ipywidgets.HTML(escape(say("nothing", language)))])
            return
        self.figures.gather()  # so that no choice takes long
        self.choice = choices.changed(self.figures, first)
        self.shown = choices.view(self.figures, self.choice)
        self._make_choosers()
        self._make_parts()
        super().__init__([self._bar(), self.trouble, self._body()])
        self._name()
        self._show()

    def _make_choosers(self) -> None:
        wide = ipywidgets.Layout(width="98%")
        self.languages = ipywidgets.ToggleButtons(
            options=[("中文", "zh"), ("English", "en")],
            value=self.language,
            style={"button_width": "6em"},
        )
        self.table = ipywidgets.Dropdown(layout=wide)
        self.row = ipywidgets.Dropdown(layout=wide)
        self.column = ipywidgets.Dropdown(layout=wide)
        years = self.figures.years or [0]
        self.years = ipywidgets.SelectionRangeSlider(
            options=years,
            index=(0, len(years) - 1),
            continuous_update=False,
            readout=False,
            layout=wide,
        )
        self.search = ipywidgets.Text(layout=wide)
        self.matches = ipywidgets.Select(rows=4, layout=wide)
        self.more = ipywidgets.HTML()
        self.chosen = ipywidgets.TagsInput(
            allow_duplicates=False, allowed_tags=self.figures.agencies, layout=wide
        )
        for name, chooser in (("table", self.table), ("row", self.row), ("column", self.column)):
            chooser.observe(functools.partial(self._choose, name), "value")
        self.years.observe(self._choose_years, "value")
        self.search.observe(self._search, "value")
        self.matches.observe(self._add, "value")
        self.chosen.observe(self._choose_agencies, "value")
        self.languages.observe(self._speak, "value")

    def _make_parts(self) -> None:
        self.main = _Part("chart", functools.partial(self._open_bar, "main"))
        self.over = _Part("chart", functools.partial(self._open_bar, "years"))
        self.report = _Part("chart", functools.partial(self._open_bar, "report"))
        self.grid = _Part("table", self._heard_table)
        self.status = ipywidgets.HTML()
        self.source = ipywidgets.HTML()
        self.code = ipywidgets.Textarea(layout=ipywidgets.Layout(width="99%", height="22em"), disabled=False)
        self.code.add_class("gk-code")
        self.code_hint = ipywidgets.HTML()
        self.tabs = ipywidgets.Tab(
            [self.source, self.report, ipywidgets.VBox([self.code_hint, self.code])], selected_index=0
        )
        self.tabs.observe(self._show_report, "selected_index")

    def _bar(self) -> ipywidgets.Widget:
        self.labels = {
            name: ipywidgets.HTML(layout=ipywidgets.Layout(height="22px"))
            for name in ("table", "row", "column", "years", "agencies", "chosen")
        }

        def under(*pairs: tuple[str, ipywidgets.Widget]) -> ipywidgets.Widget:
            return ipywidgets.VBox([part for name, one in pairs for part in (self.labels[name], one)])

        columns = [
            under(("table", self.table), ("row", self.row)),
            under(("column", self.column), ("years", self.years)),
            under(("agencies", ipywidgets.VBox([self.search, self.matches, self.more]))),
            ipywidgets.VBox([under(("chosen", self.chosen)), self.languages]),
        ]
        grid = "repeat(auto-fit, minmax(13em, 1fr))"
        return ipywidgets.GridBox(
            columns, layout=ipywidgets.Layout(grid_template_columns=grid, grid_gap="0 1.2em", width="99%")
        )

    def _body(self) -> ipywidgets.Widget:
        half = ipywidgets.Layout(flex="1 1 26em", width="auto", min_width="20em", overflow="hidden")
        left = ipywidgets.VBox([self.status, self.main, self.over, self.grid], layout=half)
        right = ipywidgets.VBox([self.tabs], layout=half)
        return ipywidgets.HBox(
            [left, right], layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="0 1em")
        )

    def _name(self) -> None:
        """Call everything by its name in the language chosen, and offer what there is to choose."""
        language, choice = self.language, self.choice
        for name, label in self.labels.items():
            label.value = f"<b>{escape(say(name, language))}</b>"
        self.search.placeholder = say("search", language, count=len(self.figures.agencies))
        self.chosen.placeholder = say("all", language)
        first, last = choice.years or (self.figures.years[0], self.figures.years[-1])
        span = str(first) if first == last else f"{first}–{last}"
        self.labels["years"].value = f"<b>{escape(say('years', language))}</b> {span}"
        self.code_hint.value = escape(say("code_hint", language))
        for position, word in enumerate(("source", "report", "code")):
            self.tabs.set_title(position, say(word, language))
        self.source.value = f"<p>{escape(say('hint', language))}</p>"
        rows = choices.rows_of(self.figures, choice.table)
        columns = choices.columns_of(self.figures, choice.table, choice.row)
        named = [
            (self.table, [(table_name(one, language), one) for one in self.figures.tables], choice.table),
            (self.row, _apart([(row_name(choice.table, one, language), one) for one in rows]), choice.row),
            (
                self.column,
                [(column_name(choice.table, one, language), one) for one in columns],
                choice.column,
            ),
        ]
        self._quiet = True
        try:
            for chooser, options, value in named:
                if chooser.options != tuple(options):
                    chooser.options = options
                chooser.value = value
            self.column.disabled = len(columns) < 2
        finally:
            self._quiet = False
        self._list_matches()

    def _list_matches(self) -> None:
        found, more = choices.matching(self.figures.agencies, self.search.value)
        self._quiet = True
        try:
            self.matches.options = [one for one in found if one not in self.choice.agencies]
            self.matches.value = None
        finally:
            self._quiet = False
        words = say("more", self.language, count=more) if more else say("add", self.language)
        self.more.value = f'<span style="opacity:.7">{escape(words)}</span>'

    def _show(self) -> None:
        self._number = 0
        self.shown = choices.view(self.figures, self.choice)
        self._draw()
        self._show_table()

    def _draw(self) -> None:
        frame, language = self.shown.main, self.language
        words = say("shown", language, count=len(frame), stated=int(frame["value"].notna().sum()))
        if self.figures.repeated:
            words += "; " if language == "en" else "；"
            words += say("repeated", language, count=self.figures.repeated)
        self.status.value = f'<span style="opacity:.7">{escape(words)}</span>'
        self._draw_part(self.main, frame, self.shown.focus)
        self._draw_part(self.over, self.shown.years, self.shown.focus)
        self._show_report()
        self.code.value = choices.code(self.choice, self.shown, language)

    def _draw_part(self, part: _Part, frame: pd.DataFrame, focus: int | None) -> None:
        if not len(frame) and part is not self.main:
            part.show(png=None)
            return
        drawing = picture(frame, self.language, focus)
        part.show(
            png=drawing.png,
            width=drawing.width,
            alt=drawing.alt,
            name=f"{'-'.join(self.choice.cell)}.png",
            save=say("png", self.language),
            targets=[[target.words, *target.box] for target in drawing.targets],
        )

    def _show_report(self, *_: Any) -> None:
        """Draw the report in focus while its tab is open; drawing it unseen would make every choice slower."""
        if self.tabs.selected_index == 1:
            self._draw_part(self.report, self.shown.report, None)

    def _show_table(self) -> None:
        language, frame = self.language, self.shown.main
        by, descending = self._sorted
        page = choices.page_of(frame, language, self._number, by, descending)
        self._number = page.number
        self._positions = page.positions
        documents = frame["document"]
        self.grid.show(
            heads=[[name, say(name, language)] for name in _HEADS],
            rows=page.rows,
            focus=[n for n, one in enumerate(page.positions) if documents[one] == self.shown.focus],
            sorted=by,
            descending=descending,
            number=page.number,
            pages=page.pages,
            words={
                "csv": say("csv", language),
                "page": say("page", language, page=page.number + 1, pages=page.pages),
            },
        )

    @_shown
    def _choose(self, name: str, change: dict[str, Any]) -> None:
        if not self._quiet:
            self._take(**{name: change["new"]})

    @_shown
    def _choose_years(self, change: dict[str, Any]) -> None:
        every = (self.figures.years[0], self.figures.years[-1]) if self.figures.years else None
        self._take(years=None if change["new"] == every else tuple(change["new"]))

    @_shown
    def _choose_agencies(self, change: dict[str, Any]) -> None:
        self._take(agencies=tuple(change["new"]))

    def _take(self, **changes: Any) -> None:
        self.status.value = f'<span style="opacity:.7">{escape(say("working", self.language))}</span>'
        self.choice = choices.changed(self.figures, self.choice, **changes)
        self._name()
        self._show()

    @_shown
    def _search(self, _: dict[str, Any]) -> None:
        self._list_matches()

    @_shown
    def _add(self, change: dict[str, Any]) -> None:
        if not self._quiet and change["new"] is not None:
            self.chosen.value = [*self.chosen.value, change["new"]]

    @_shown
    def _speak(self, change: dict[str, Any]) -> None:
        self.language = cast("Language", change["new"])
        self._name()
        self._show()

    @_shown
    def _open_bar(self, name: str, message: dict[str, Any]) -> None:
        frame = drawn(getattr(self.shown, name))
        self._open(frame.iloc[int(message["open"])], move=name == "main")

    @_shown
    def _heard_table(self, message: dict[str, Any]) -> None:
        if "open" in message:
            self._open(self.shown.main.iloc[self._positions[int(message["open"])]], move=True)
        elif "csv" in message:
            named = {"name": f"{'-'.join(self.choice.cell)}.csv", "type": "text/csv"}
            self.grid.send(named, [choices.csv_of(self.shown.main)])
        else:
            if "sort" in message:
                by, descending = self._sorted
                self._sorted = (message["sort"], by == message["sort"] and not descending)
            self._number = int(message.get("page", 0))
            self._show_table()

    def _open(self, figure: pd.Series, *, move: bool) -> None:
        """Show the source of a figure, and turn to its report."""
        document, language = int(figure["document"]), self.language
        self.tabs.selected_index = 0
        if move and document != self.shown.focus:
            self.choice = choices.changed(self.figures, self.choice, focus=document)
            self.shown = choices.view(self.figures, self.choice)
            self._draw()
            self._show_table()
        report = self.corpus[document]
        # What was shown before goes first: should the document be gone, it must not stand beside this figure.
        head = self.source.value = _head_html(report.source, figure, language)
        self.source.value = head + _source_html(behind(report, figure, language), language)


def _apart(options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return options of which no two bear one name: a second one is told by its code."""
    names = [name for name, _ in options]
    return [(name if names.count(name) == 1 else f"{name} · {code}", code) for name, code in options]


def _head_html(source: str, figure: pd.Series, language: Language) -> str:
    table, row, column, unit = (str(figure[name]) for name in ("table", "row", "column", "unit"))
    who = [str(figure[name]) for name in ("agency", "year") if pd.notna(figure[name]) and figure[name] != ""]
    what = [*who, figure_name(table, row, column, language)]
    printed = None if table == "channels" else figure["printed"]
    value = shown_value(figure["value"], unit, language, printed)
    return (
        f"<div><b>{escape(' · '.join(what))}: {escape(value)}</b></div>"
        f'<div style="opacity:.7;overflow-wrap:anywhere">{escape(source)}</div>'
    )


def _source_html(found: Behind, language: Language) -> str:
    parts = []
    if found.words:
        parts.append(f"<p>{escape(say('computed', language))}<br>{escape(found.words)}</p>")
    parts += [view._repr_html_() for view in found.views]
    if found.further:
        parts.append(f"<p>{escape(say('further', language, count=found.further))}</p>")
    return "".join(parts)
