"""The settings page cannot lie: its example is a whole corridor.toml, and no setting is missing from it."""

import re
import tomllib
from pathlib import Path

from pydantic import BaseModel

from passerelle.workspace import Settings

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def example():
    return re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]


def names(model: type[BaseModel]):
    for name, info in model.model_fields.items():
        yield name
        kinds = [info.annotation, *getattr(info.annotation, "__args__", ())]
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from names(kind)


def test_the_example_is_read_with_the_defaults_it_states():
    read = Settings.model_validate(tomllib.loads(example()))
    assert (read.match, read.taxonomy) == (
        Settings.model_fields["match"].default,
        Settings.model_fields["taxonomy"].default,
    )
    assert read.report.model_copy(update={"show": ()}) == Settings.model_fields["report"].default


def test_every_setting_is_in_the_example():
    text = example()
    assert [name for name in names(Settings) if not re.search(rf"\b{name}\b", text)] == []
