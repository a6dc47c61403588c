"""XML from strangers as nested dictionaries: no entities, no network, no document type.

An element becomes its text, or a dictionary of its children by local name, with attributes as `@name` and text
beside them as `#`. Repeated children become a list.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree

from passerelle.formats.intake import MAX_WHOLE, opened, refuse_wide
from passerelle.formats.losses import cut
from passerelle.records.errors import BadInput

_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_xml(path: Path) -> dict[str, Any]:
    """The root element of a file by its local name. BadInput if it is not XML, or declares entities."""
    with opened(path) as handle:
        content = handle.read(MAX_WHOLE // 4 + 1)
    if len(content) > MAX_WHOLE // 4:
        raise BadInput(f"{path.name} is larger than {MAX_WHOLE // 4:,} bytes")
    refuse_wide(content[:4], path)
    if _TYPE.search(content):
        raise BadInput(f"{path.name} declares a document type or entities; these are not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"{path.name} is not XML: {cut(error)}") from None
    return {local(root): as_dict(root)}


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def as_dict(element: Any) -> Any:
    """An element as text, or as a dictionary of its parts."""
    found: dict[str, Any] = {f"@{etree.QName(name).localname}": text for name, text in element.attrib.items()}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name, value = local(child), as_dict(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    text = (element.text or "").strip(" \t\r\n")
    if not found:
        return text
    return found | {"#": text} if text else found
