"""The switchboard: who hears of what, and which tables there are."""

from sqlalchemy import MetaData

from app.access import models as access_models
from app.concepts import models as concept_models
from app.imports import models as import_models
from app.kit import audit, bus, public_version, timelines
from app.kit.db import Table
from app.kit.http import idempotency
from app.releases import models as release_models
from app.releases import summaries
from app.releases.events import ReleaseDiscarded, ReleasesSaved
from app.search import indexing

LISTENERS: bus.Listeners = {
    ReleasesSaved: [summaries.keep, indexing.index],
    ReleaseDiscarded: [indexing.forget],
}

WITH_TABLES = (
    *(access_models, audit, concept_models, import_models),
    *(idempotency, public_version, release_models, timelines),
)


def every_table() -> MetaData:
    """Return the tables of every room; naming the rooms here is what makes them known."""
    assert all(WITH_TABLES)  # noqa: S101 - imported for their tables
    return Table.metadata
