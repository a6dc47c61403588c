"""A workspace: a folder with `corridor.toml`, `inputs/`, and what a build writes."""

from __future__ import annotations

import os
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

from pydantic import Field, ValidationError

from passerelle.records import Document
from passerelle.records.documents import Language
from passerelle.records.errors import BadInput, NotThere

SETTINGS = "corridor.toml"
DATA_VARIABLE = "PASSERELLE_DATA"
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2150, 1, 1)
"""Days a question may be asked for."""


class TaxonomySettings(Document):
    """Which scheme and version is pinned, and the files it is imported from if the workspace lacks it."""

    scheme: str = "starter"
    version: str | None = None
    files: tuple[str, ...] = ()


class InputSettings(Document):
    """Input files by kind, relative to the workspace; `$PASSERELLE_DATA` may start a path."""

    workers: tuple[str, ...] = ()
    vacancies: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    rates: str | None = None
    rulebook: str | None = None


class MatchSettings(Document):
    """How many vacancies are ranked for each worker, and for how many of them a plan is made.

    A pair below `least_percent` of the full score gets no plan; 0 plans for the best few however little they cover.
    """

    k: int = Field(default=10, ge=1, le=100)
    plans: int = Field(default=3, ge=1, le=100)
    least_percent: int = Field(default=0, ge=0, le=100)


class ShownPlan(Document):
    """A plan to show: whose, for what, and a second pair of languages its page is also written in."""

    worker: str
    vacancy: str
    also: tuple[Language, Language] | None = None


class ReportSettings(Document):
    """Cells of fewer than `threshold` persons are not shown; at most `individuals` pages of single plans are written.

    0 individuals: a report that can be shared. `show` names plans to show first.
    """

    threshold: int = Field(default=5, ge=1, le=1000)
    individuals: int = Field(default=12, ge=0, le=1000)
    show: tuple[ShownPlan, ...] = ()


class Settings(Document):
    """The content of `corridor.toml`."""

    title: str
    as_of: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    languages: tuple[Language, Language] = ("en", "fr")
    taxonomy: TaxonomySettings = TaxonomySettings()
    inputs: InputSettings = InputSettings()
    match: MatchSettings = MatchSettings()
    report: ReportSettings = ReportSettings()


class Workspace:
    """The folder, its settings, and the paths inside it."""

    def __init__(self, folder: Path) -> None:
        """Raises NotThere if there is no corridor.toml, BadInput if it is not what it should be."""
        self.folder = folder
        self.settings = _settings(folder / SETTINGS)

    @property
    def build(self) -> Path:
        return self.folder / "build"

    @property
    def report(self) -> Path:
        return self.folder / "report"

    @property
    def taxonomies(self) -> Path:
        return taxonomy_root(self.folder)

    def paths(self, names: tuple[str, ...]) -> list[Path]:
        """Input paths of the settings as they are on this machine. Raises NotThere naming the first that is missing."""
        return [self._path(name) for name in names]

    def _path(self, name: str) -> Path:
        text = name.replace(f"${DATA_VARIABLE}", str(data_folder()), 1) if name.startswith("$") else name
        path = Path(text) if Path(text).is_absolute() else self.folder / text
        if not path.exists():
            hint = f" (set {DATA_VARIABLE} to the folder of the data)" if name.startswith("$") else ""
            raise NotThere(f"{self.folder / SETTINGS}: the input {name!r} does not exist at {path}{hint}")
        return path

    def rulebook(self) -> Path:
        """The workspace's own rulebook folder, else the one in the package."""
        own = self.settings.inputs.rulebook
        return self._path(own) if own else embedded("rulebook")

    def rates(self) -> Path:
        """The workspace's own table of rates, else the illustrative one in the package."""
        own = self.settings.inputs.rates
        return self._path(own) if own else embedded("rates") / "rates.csv"


def taxonomy_root(folder: Path | None) -> Path:
    """Where imported taxonomies of a workspace are; without one, `taxonomy/` in the current folder."""
    return (folder or Path()) / "taxonomy"


def embedded(name: str) -> Path:
    """A folder of the package's own data."""
    return Path(str(files("passerelle"))) / "data" / name


def data_folder() -> Path:
    """The folder of outside data for tests and benchmarks: $PASSERELLE_DATA, by default ../shared/data."""
    return Path(os.environ.get(DATA_VARIABLE, Path("..") / "shared" / "data")).absolute()


def _settings(path: Path) -> Settings:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise NotThere(f"{path}: {reason}. A workspace has a {SETTINGS}; `passerelle init FOLDER` makes one") from None
    try:
        return Settings.model_validate(tomllib.loads(raw.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{path}: {field}: {first['msg']}; got {str(first['input'])[:60]!r}") from None
