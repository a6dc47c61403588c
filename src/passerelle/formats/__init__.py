"""Outside formats: read, check and convert, with a report of what could not be carried.

    rejects, loss = Rejects(), LossReport()
    for worker in read(Path("registered.csv"), kind="worker", rejects=rejects, loss=loss): ...
    write(workers, Path("workers.parquet"), kind="worker", loss=loss)
    convert(Path("adverts.json.gz"), Path("vacancies.jsonl"), report=Path("lost.json"))

Only this room knows the field names of formats that are not ours. See docs/formats.md.
"""

from passerelle.formats.catalogue import FORMATS
from passerelle.formats.columns import columns_of
from passerelle.formats.interface import convert, pseudonymous, read, write
from passerelle.formats.losses import LossReport, Lost
from passerelle.formats.mapping import Format, phrase_of, text_concept
from passerelle.formats.rejects import Reject, Rejects
from passerelle.formats.settle import KINDS

__all__ = [
    "FORMATS", "KINDS", "Format", "LossReport", "Lost", "Reject", "Rejects", "columns_of", "convert", "phrase_of",
    "pseudonymous", "read", "text_concept", "write",
]  # fmt: skip
