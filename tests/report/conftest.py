"""The fictitious universe of the report's tests. Nobody and no employer here exists.

plan nurse-0007 > hospital-3      closable: five steps; the cheapest way and the fastest differ
plan welder-0002 > yard-1         ask: three facts are not known; one skill has no course
plan carer-0011 > home-5          open: everything is met
plan nurse-0031 > hospital-4      blocked: an age rule with no step; sources secondary and unverified
plan carer-0040 > home-9          no corridor, no score: nothing is on file
big_tables()                      200 workers, 24 vacancies, 400 pairs, and everything that is added up
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest

from passerelle.planning import Plan
from tests.report.fictitious_plans import five_plans
from tests.report.fictitious_tables import big_tables
from tests.report.plan_parts import AS_OF, PINS, label


@pytest.fixture(scope="session")
def plans() -> list[Plan]:
    return five_plans()


@pytest.fixture(scope="session")
def tables() -> Mapping[str, pa.Table]:
    return big_tables()


@pytest.fixture(scope="session")
def options() -> dict[str, Any]:
    """What every call of write_report in these tests hands over beside tables and plans."""
    return {"title": "Philippines to Germany: skills, gaps and ways", "as_of": AS_OF, "label": label, "pins": PINS}
