"""What single commands ask for: one plan, one match, one concept, one rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from passerelle import flow, formats
from passerelle.coding import Coded, Coder
from passerelle.coding.records import SKILL_KINDS, code_records, labels_with_kind
from passerelle.matching import match
from passerelle.planning import Desk, Plan, plan
from passerelle.planning.set_up import DeskSource, desk_from
from passerelle.recognition import load_lawbook
from passerelle.records import Document, Programme, Vacancy, Worker
from passerelle.records.errors import BadInput, PasserelleError, UnknownRecord
from passerelle.report import plan_page, plan_text
from passerelle.rules import Outcome, Rulebook, evaluate, value_from_text
from passerelle.store import write_text
from passerelle.taxonomy import Taxonomy
from passerelle.workspace import Workspace, embedded

T = TypeVar("T")


def read_all(path: Path, kind: str, rejects: formats.Rejects) -> list[Any]:
    """Every good record of a file; BadInput if there is none."""
    found = list(formats.read(path, kind=kind, rejects=rejects, loss=formats.LossReport()))
    if not found:
        first = next(iter(rejects), None)
        why = f"; the first of {len(rejects)} rejected rows: {first.reason}" if first else ""
        raise BadInput(f"{path}: no {kind} could be read{why}")
    return found


def taxonomy_for(workspace: Workspace | None) -> Taxonomy:
    """The taxonomy a workspace pins, or the starter scheme."""
    return flow.open_taxonomy(workspace) if workspace else Taxonomy.embedded()


def desk_for(workspace: Workspace | None, programmes: Path | None = None) -> Desk:
    """The desk of a workspace, or that of the package: starter taxonomy, own rulebook, illustrative rates."""
    taxonomy = taxonomy_for(workspace)
    source = DeskSource(
        rulebook=workspace.rulebook() if workspace else embedded("rulebook"),
        taxonomy_root=workspace.taxonomies if workspace else Path("taxonomy"),
        scheme=taxonomy.scheme,
        version=taxonomy.version,
        rates=flow.read_rates(workspace.rates() if workspace else embedded("rates") / "rates.csv"),
        programmes=tuple(_programmes(workspace, programmes)),
    )
    return desk_from(source, taxonomy)


def _programmes(workspace: Workspace | None, path: Path | None) -> list[Programme]:
    paths = [path] if path else workspace.paths(workspace.settings.inputs.programmes) if workspace else []
    return [item for one in paths for item in read_all(one, "programme", formats.Rejects())]


def one_record(spec: str, kind: str) -> Any:
    """The record of FILE#id, or the only one of FILE. UnknownRecord if there is none such, or more than one."""
    path, _, name = spec.rpartition("#") if "#" in spec and not Path(spec).exists() else (spec, "", "")
    rejects = formats.Rejects()
    found: Sequence[Document] = read_all(Path(path), kind, rejects)
    chosen = [item for item in found if item.id == name] if name else found  # type: ignore[attr-defined]
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(item.id for item in found[:10])  # type: ignore[attr-defined]
    rejected = next((row.reason for row in rejects if row.record_id == name), None) if name else None
    if rejected:
        raise BadInput(f"{path}: the {kind} {name!r} was rejected: {rejected}")
    what = f"there is no {kind} {name!r}" if name else f"there are {len(found)} {kind}s; say which, as FILE#id"
    raise UnknownRecord(f"{path}: {what}. The first ids: {known}")


def plan_one(worker: str, vacancy: str, desk: Desk, taxonomy: Taxonomy, as_of: date) -> Plan:
    """The plan for FILE#id and FILE#id, with the traces of its rules and alternatives from the vacancies' file.

    What has no codes is coded first, as a build does.
    """
    coded = code_records(
        [one_record(worker, "worker")], [one_record(vacancy, "vacancy"), *_others(vacancy)], (), taxonomy
    )
    person, job, others = coded.workers[0], coded.vacancies[0], coded.vacancies[1:]
    corridor = desk.lawbook.corridor(person.residence, job.country)
    return plan(person, job, corridor, as_of, desk=desk, others=others)


def _others(spec: str) -> list[Vacancy]:
    path = Path(spec if Path(spec).exists() else spec.rpartition("#")[0])
    return list(formats.read(path, kind="vacancy", rejects=formats.Rejects(), loss=formats.LossReport()))  # type: ignore[arg-type]


def plan_as_text(result: Plan, language: str) -> str:
    """The plan as short lines for a terminal."""
    return plan_text(result, language=language)


def write_plan_page(result: Plan, target: Path, desk: Desk, languages: tuple[str, str]) -> None:
    """The plan as one page that stands alone and prints on A4."""
    write_text(target, plan_page(result, languages=languages, label=desk.label))


def match_files(
    workers: list[Worker],
    vacancies: list[Vacancy],
    desk: Desk,
    taxonomy: Taxonomy,
    *,
    as_of: date,
    k: int,
    progress: flow.Progress,
) -> pa.Table:
    """The matches of two files. What has no codes is coded first, as a build does."""
    coded = code_records(workers, vacancies, (), taxonomy)
    return match(
        coded.workers,
        coded.vacancies,
        graph=desk.graph,
        parameters=desk.parameters,
        context=desk.context(as_of),
        k=k,
        progress=lambda done, of: progress("matching", done, of),
    )


def counted(items: Iterable[T], name: str, of: int, progress: flow.Progress) -> Iterator[T]:
    """The items, with progress every thousand."""
    for number, item in enumerate(items, start=1):
        if number % 1000 == 0:
            progress(name, number, of)
        yield item


def coder_for(taxonomy: Taxonomy, kind: str) -> Coder:
    """A coder for occupations or skills."""
    kinds = {"occupation": ("occupation",), "skill": SKILL_KINDS}.get(kind)
    if kinds is None:
        raise BadInput(f"{kind!r} is not a kind that is coded; expected occupation or skill")
    return Coder.over(labels_with_kind(taxonomy), kinds)


def coded_row(item: Coded) -> dict[str, Any]:
    """A coded text for a program."""
    return {
        "text": item.text,
        "abstain": item.abstain,
        "concept": item.concept,
        "candidates": [vars(candidate) for candidate in item.candidates],
    }


def coded_text(item: Coded) -> str:
    """A coded text for a person."""
    head = f"{item.text}: " + ("no code is sure enough" if item.abstain else item.candidates[0].label)
    lines = [f"  {one.score:.2f}  {one.label} [{one.language}]  {one.concept}" for one in item.candidates]
    return "\n".join([head, *lines])


def concept_sheet(taxonomy: Taxonomy, uri: str) -> dict[str, Any]:
    """What the taxonomy says of a concept (or of its exact match in the scheme)."""
    resolved = taxonomy.resolve(uri)
    concept = taxonomy.concept(resolved)
    return {
        **vars(concept),
        "labels": [{"language": lang, "kind": kind, "label": text} for lang, kind, text in taxonomy.labels(resolved)],
        "broader": [_named(taxonomy, item) for item in taxonomy.broader(resolved)],
        "narrower": [_named(taxonomy, item) for item in taxonomy.narrower(resolved)],
        "skills": [{"relation": relation, **_named(taxonomy, item)} for item, relation in taxonomy.skills_of(resolved)]
        if concept.kind == "occupation"
        else [],
        "matches": [item._asdict() for item in taxonomy.matches(resolved)],
    }


def _named(taxonomy: Taxonomy, uri: str) -> dict[str, str]:
    return {"uri": uri, "label": taxonomy.label(uri)}


def concept_text(sheet: dict[str, Any]) -> str:
    """A concept sheet for a person."""
    lines = [
        f"{sheet['uri']}",
        f"  kind: {sheet['kind']}   code: {sheet['notation'] or '-'}   ISCO-08: {sheet['isco08'] or '-'}",
    ]
    lines += [f"  {item['language']}: {item['label']} ({item['kind']})" for item in sheet["labels"]]
    for name in ("broader", "narrower"):
        lines += [f"  {name}: {item['label']}  {item['uri']}" for item in sheet[name]]
    lines += [f"  {item['relation']}: {item['label']}  {item['uri']}" for item in sheet["skills"]]
    lines += [f"  {item['predicate']}: {item['uri']}" for item in sheet["matches"]]
    return "\n".join(lines)


def rulebook_at(folder: Path) -> Rulebook:
    """The rules of a folder."""
    return Rulebook.load(folder)


def evaluate_text(book: Rulebook, rule: str, facts: Sequence[str], as_of: date) -> Outcome:
    """A rule on facts given as name=value; names are the rule's own or the dictionary's."""
    found = book.rule(rule, as_of)
    names = {
        **{column.name: column.fact.name for column in found.table.columns},
        **{name: name for name in found.facts},
    }
    values = {}
    for item in facts:
        name, sign, text = item.partition("=")
        if not sign or name not in names:
            raise BadInput(
                f"{item!r} is not a fact of {rule}; expected name=value with one of {', '.join(sorted(names))}"
            )
        definition = book.facts[names[name]]
        given: Any = [part.strip() for part in text.split(",") if part.strip()] if definition.type == "set" else text
        values[names[name]] = value_from_text(definition, given)
    return evaluate(found, values, as_of)


def reference_problems(folder: Path) -> list[str]:
    """What corridors, steps and procedures name and nobody defines; nothing if the rules themselves do not load."""
    try:
        load_lawbook(folder)
    except PasserelleError as error:
        return [str(error)]
    return []
