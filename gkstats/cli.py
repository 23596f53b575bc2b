"""The commands of gkstats, without logic of their own."""

from __future__ import annotations

import importlib.util
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import click

import gkstats
from gkstats.checks.listing import findings_of
from gkstats.errors import GkstatsError, MissingDependency

if TYPE_CHECKING:
    from gkstats.exports import Format
    from gkstats.vocabulary import Language

__all__ = ["main"]

FORMATS = ("csv", "parquet", "xlsx", "json", "stata", "spss")
EXIT_READ = """\b
Exit codes: 0 everything was read; 2 wrong usage, or something could not be read."""
EXIT_CHECK = """\b
Exit codes: 0 everything adds up; 1 something does not; 2 wrong usage, or something could not be read."""

EXIT_COLLECT = """\b
Exit codes: 0 everything was fetched; 2 wrong usage, or something could not be fetched."""

EXIT_VERIFY = """\b
Exit codes: 0 everything is as it was written; 1 something is not; 2 wrong usage, or no dataset."""


class _OneLine(click.ClickException):
    """An error that is shown on one line, without a traceback."""

    exit_code = 2


HELP_CORRECTIONS = "A CSV file of corrected figures, which stand for the printed ones; a dataset keeps it."
HELP_WORDS = "A TOML file of words to read the prose by, beside those that ship: an agency's own channels."


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(gkstats.__version__, prog_name="gkstats")
def main() -> None:
    """Read China's annual reports on government information disclosure (政府信息公开工作年度报告)."""


@main.command(epilog=EXIT_READ)
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--to",
    "target",
    type=(click.Choice(FORMATS), click.Path(file_okay=False, path_type=Path)),
    metavar="FORMAT DIR",
    help=f"Also write the frames into DIR, as {', '.join(FORMATS)}; as parquet, write nothing else, see below.",
)
@click.option(
    "--raw", is_flag=True, help="As csv, write text as it stands, also what spreadsheets take for formulas."
)
@click.option(
    "--processes", type=click.IntRange(1), help="How many documents to read at a time.  [default: all cores]"
)
@click.option("--words", type=click.Path(dir_okay=False, path_type=Path), help=HELP_WORDS)
@click.option("--corrections", type=click.Path(dir_okay=False, path_type=Path), help=HELP_CORRECTIONS)
def read(
    files: Sequence[str],
    target: tuple[str, Path] | None,
    raw: bool,
    processes: int | None,
    words: Path | None,
    corrections: Path | None,
) -> None:
    """Print what each of FILES reports. FILES may be paths, patterns, folders, archives, lists (CSV) or URLs.

    With --to parquet, DIR becomes a dataset that grows as documents are read: memory stays the same however many
    there are, and the same command takes up again where a run was interrupted. Documents are read again only when
    they have changed. Whatever cannot be read is listed in its table of errors.
    """
    if target and target[0] == "parquet":
        _read_into(target[1], files, processes, words, corrections)
    corpus, unread = _load(files, executor=processes, words=words, corrections=corrections)
    for report in corpus:
        click.echo(str(report))
        click.echo()
    if target and len(corpus):
        kind, directory = target
        try:
            written = corpus.write(directory, cast("Format", kind), raw=raw)
        except GkstatsError as error:
            raise _OneLine(str(error)) from None
        click.echo(f"wrote {len(written)} files into {directory}")
    sys.exit(2 if unread else 0)


def _read_into(
    directory: Path,
    files: Sequence[str],
    processes: int | None,
    words: Path | None,
    corrections: Path | None,
) -> NoReturn:
    try:
        corpus, unread = _load(files, executor=processes, to=directory, words=words, corrections=corrections)
    except KeyboardInterrupt:
        click.echo(
            f"stopped; what was read is in {directory}, and the same command goes on from there", err=True
        )
        sys.exit(130)
    click.echo(
        f"{directory} holds {len(corpus):,} reports; {len(corpus.errors):,} documents could not be read"
    )
    sys.exit(2 if unread else 0)


@main.command(epilog=EXIT_READ)
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--to",
    "target",
    required=True,
    type=(click.Choice(FORMATS), click.Path(file_okay=False, path_type=Path)),
    metavar="FORMAT DIR",
    help=f"Write into DIR as {', '.join(FORMATS)}.",
)
@click.option(
    "--labels",
    type=click.Choice(["zh", "en"]),
    help="Words for codes and columns in this language.  [default: codes; stata and spss: en]",
)
@click.option(
    "--frame", "names", multiple=True, help="Only this frame, such as applications; may be given again."
)
@click.option(
    "--raw", is_flag=True, help="As csv, write text as it stands, also what spreadsheets take for formulas."
)
@click.option("--words", type=click.Path(dir_okay=False, path_type=Path), help=HELP_WORDS)
@click.option("--corrections", type=click.Path(dir_okay=False, path_type=Path), help=HELP_CORRECTIONS)
def export(
    files: Sequence[str],
    target: tuple[str, Path],
    labels: str | None,
    names: Sequence[str],
    raw: bool,
    words: Path | None,
    corrections: Path | None,
) -> None:
    """Write the frames of FILES for other programs: spreadsheets, Stata, SPSS, R.

    FILES may be the folder of a dataset, or whatever `gkstats read` takes. Each frame becomes a file, or a sheet of one
    workbook, with a codebook in Excel, Stata and SPSS. As parquet they are plain files; a dataset is made by
    `gkstats read --to parquet`.
    """
    kind, directory = target
    try:
        if len(files) == 1 and Path(files[0], "gkstats.json").is_file():
            corpus, unread = gkstats.Corpus.read_parquet(files[0]), False
            corpus = corpus.with_corrections(corrections) if corrections else corpus
        else:
            corpus, unread = _load(files, words=words, corrections=corrections)
        written = corpus.write(
            directory, cast("Format", kind), frames=names or None, labels=cast("Language", labels), raw=raw
        )
    except (GkstatsError, FileNotFoundError) as error:
        raise _OneLine(str(error)) from None
    except KeyError as error:
        raise _OneLine(str(error.args[0])) from None
    click.echo(f"wrote {len(written)} {'file' if len(written) == 1 else 'files'} into {directory}")
    sys.exit(2 if unread else 0)


@main.command(epilog=EXIT_COLLECT)
@click.argument("url")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--years", metavar="YEAR[-YEAR]", help="Reporting years that are wanted.  [default: all]")
@click.option(
    "--pause", type=click.FloatRange(0), default=2.0, show_default=True, help="Seconds between requests."
)
@click.option(
    "--limit", type=click.IntRange(1), default=2000, show_default=True, help="The most requests of this run."
)
@click.option(
    "--rules",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="A TOML file of rules for a further content system.",
)
@click.option("--host", "hosts", multiple=True, help="A further host of the site that may be asked.")
@click.option("--contact", help="Your e-mail address or home page, for the site's log.")
@click.option("--allow-private", is_flag=True, help="Also reach this machine and private networks.")
def collect(
    url: str,
    directory: Path,
    years: str | None,
    pause: float,
    limit: int,
    rules: Sequence[Path],
    hosts: Sequence[str],
    contact: str | None,
    allow_private: bool,
) -> None:
    """Fetch the reports that the list at URL names into DIRECTORY, politely; `gkstats read DIRECTORY` reads them.

    The same command finds later what is new, changed or gone, and goes on where a run was interrupted.
    """
    from gkstats.exports import harmless

    try:
        found = gkstats.collect(
            url,
            directory,
            pause=pause,
            limit=limit,
            years=_years(years),
            rules=rules or None,
            hosts=hosts,
            contact=contact,
            allow_private=allow_private,
            progress=sys.stderr.isatty(),
        )
    except (GkstatsError, FileNotFoundError, ValueError) as error:
        raise _OneLine(str(error)) from None
    except KeyboardInterrupt:
        click.echo(
            f"stopped; what was fetched is in {directory}, and the same command goes on from there", err=True
        )
        sys.exit(130)
    for name in ("new", "changed", "gone"):
        for row in getattr(found, name).itertuples():
            title = f"{row.list_title} " if isinstance(row.list_title, str) else ""
            click.echo(harmless(f"{name}: {title}{row.url}"))
    for row in found.failed.itertuples():
        click.echo(harmless(f"{row.url}: {row.trouble}"), err=True)
    counts = ", ".join(f"{len(getattr(found, name)):,} {name}" for name in ("new", "changed", "gone"))
    click.echo(f"{directory} holds {found.held:,} reports; {counts}")
    if not found.held:
        click.echo("no report was found; docs/collecting.md says what to do about such a site", err=True)
    sys.exit(2 if not found.failed.empty or not found.held else 0)


def _years(text: str | None) -> range | None:
    if text is None:
        return None
    first, _, last = text.partition("-")
    if not all(year.isascii() and year.isdigit() and len(year) == 4 for year in (first, last or first)):
        raise click.BadParameter(f"{text!r} is no year; write 2020 or 2019-2023", param_hint="--years")
    return range(int(first), int(last or first) + 1)


@main.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.argument("sql")
def query(directory: Path, sql: str) -> None:
    """Ask the dataset in DIRECTORY with SQL and print the answer as CSV.

    Tables are the frames (facts, applications, channels ...), reports, documents, checks, indicators and errors; their
    column document joins them. They hold one edition an agency and year; facts_all and so on hold every document.
    """
    try:
        found = gkstats.Corpus.read_parquet(directory).query(sql)
    except (GkstatsError, FileNotFoundError) as error:
        raise _OneLine(str(error)) from None
    click.echo(found.to_csv(index=False, lineterminator="\n"), nl=False)


@main.command(epilog=EXIT_VERIFY)
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--repair", is_flag=True, help="Put right what is damaged; documents are read again where needed."
)
def verify(directory: Path, repair: bool) -> None:
    """Look at every byte of the dataset in DIRECTORY and list what is not as it was written."""
    from gkstats.keeping.writing import verify as damages
    from gkstats.loading import repair_dataset

    try:
        found = repair_dataset(directory, progress=sys.stderr.isatty()) if repair else damages(directory)
        left = damages(directory) if repair else found
    except (GkstatsError, FileNotFoundError) as error:
        raise _OneLine(str(error)) from None
    for damage in found:
        name = f"{damage.part}/{damage.table}.parquet" if damage.table else damage.part
        click.echo(f"{directory / name}: {damage.trouble}")
    if not found:
        click.echo(f"{directory}: everything is as it was written")
    elif repair:
        click.echo(f"{directory}: repaired")
    sys.exit(1 if left else 0)


@main.command(epilog=EXIT_CHECK)
@click.argument("files", nargs=-1, required=True)
@click.option("--words", type=click.Path(dir_okay=False, path_type=Path), help=HELP_WORDS)
@click.option("--corrections", type=click.Path(dir_okay=False, path_type=Path), help=HELP_CORRECTIONS)
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="en",
    show_default=True,
    help="Language of what is printed.",
)
def check(files: Sequence[str], words: Path | None, corrections: Path | None, language: Language) -> None:
    """List what does not add up in FILES, where it stands, and what can be done about it."""
    corpus, unread = _load(files, words=words, corrections=corrections)
    failures = 0
    for report in corpus:
        lines, failed = findings_of(report.records, language)
        failures += failed
        for line in lines:
            click.echo(line)
    sys.exit(2 if unread else 1 if failures else 0)


def _load(
    files: Sequence[str],
    *,
    executor: int | None = None,
    to: Path | None = None,
    words: Path | None = None,
    corrections: Path | None = None,
) -> tuple[gkstats.Corpus, bool]:
    """Load what can be loaded and print one line for each of the others."""
    unread = False
    found: list[str] = []
    for name in files:
        if "://" in name or Path(name).exists() or any(mark in name for mark in "*?["):
            found.append(name)
        else:
            click.echo(f"{name}: there is no such file; check the path", err=True)
            unread = True
    try:
        progress = to is not None or (sys.stderr.isatty() and len(found) > 1)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".* corrections are refused")  # each has a line below
            corpus = gkstats.load_corpus(
                found, executor=executor, to=to, progress=progress, words=words, corrections=corrections
            )
    except (GkstatsError, FileNotFoundError) as error:
        raise _OneLine(str(error)) from None
    refused = corpus.corrections[corpus.corrections["state"] == "refused"]
    for line in refused.itertuples():
        click.echo(f"{corrections}, line {line.line}: the correction is refused: {line.message}", err=True)
    for failure in corpus.errors.itertuples():
        click.echo(f"{failure.source}: {failure.message}", err=True)
    if count := len(corpus.skipped):
        click.echo(
            f"{count:,} {'file is' if count == 1 else 'files are'} no report, see Corpus.skipped", err=True
        )
    return corpus, unread or not corpus.errors.empty or not refused.empty


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("gkstats-notebooks"),
    show_default=True,
    help="Where the notebooks are copied to when gkstats was installed as a package.",
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(folder: Path, options: Sequence[str]) -> None:
    """Open JupyterLab on the quickstart notebook. OPTIONS such as --no-browser or --port 9999 go to JupyterLab."""
    if importlib.util.find_spec("jupyterlab") is None:
        error = MissingDependency(
            "gkstats lab", "JupyterLab is not installed", "run: pip install 'gkstats[lab]'"
        )
        raise _OneLine(str(error))
    notebooks = _notebooks(folder)
    command = [
        sys.executable,
        "-P",
        "-m",
        "jupyterlab",
        str(notebooks / "01-quickstart.ipynb"),
        # Within JupyterLab, Voilà would execute a voila.py of the folder that it is started in.
        '--ServerApp.jpserver_extensions={"voila.server_extension": False}',
        *options,
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in options:
        command.append("--allow-root")  # containers run as root, and Jupyter would refuse to start
    # Neither the server nor a notebook imports from the folder that it works in, which may hold anything.
    environment = os.environ | {"PYTHONSAFEPATH": "1"}
    os.execve(sys.executable, command, environment)  # noqa: S606 - the interpreter itself, no shell


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def app(folder: Path, language: str, options: Sequence[str]) -> None:
    """Open the explorer on the reports or the dataset in FOLDER, as an application. OPTIONS such as --no-browser go to Voilà."""
    from gkstats.explorer.app import serve

    try:
        sys.exit(serve(folder, options, language=language))
    except (GkstatsError, FileNotFoundError) as error:
        raise _OneLine(str(error)) from None


def _notebooks(folder: Path) -> Path:
    """Return the folder of the notebooks: the checkout's own, or a copy of the bundled ones in `folder`."""
    import shutil

    package = Path(gkstats.__file__).parent
    bundled = package / "_bundled"
    if not bundled.is_dir():
        return package.parent / "notebooks"
    for part in ("notebooks", "sample_reports"):
        for source in sorted((bundled / part).rglob("*")):
            copy = folder / part / source.relative_to(bundled / part)
            # What the user has changed stays as it is.
            if source.is_file() and not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
    click.echo(f"notebooks and sample reports are in {folder.resolve()}")
    return folder / "notebooks"
