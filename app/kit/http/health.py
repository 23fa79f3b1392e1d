"""Whether the process is alive, and may be given traffic."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from app.kit import migrations
from app.kit.errors import Bilingual, Busy, Problem
from app.kit.http.routes import StrictRoute
from app.kit.http.session import database_of

router = APIRouter(prefix="/health", tags=["health"], route_class=StrictRoute)


class HealthOut(BaseModel):
    """What a probe reads."""

    status: Literal["ok"]


class NotReady(Busy):
    """The database does not answer, or is not at this version's schema."""

    code = "not_ready"
    title = Bilingual("الخادم غير جاهز", "The server is not ready")


@router.get("/live", responses={200: {"model": HealthOut}})
async def get_liveness() -> HealthOut:
    """Answer as long as the process can answer at all."""
    return HealthOut(status="ok")


@router.get("/ready", responses={200: {"model": HealthOut}})
def get_readiness(request: Request) -> HealthOut:
    """Answer 200 when the database is there and its schema is this version's, else 503."""
    if database_of(request).reads_without_primary:
        return HealthOut(status="ok")  # readers are answered, writers told to come back
    try:
        if migrations.is_current(database_of(request).reader):
            return HealthOut(status="ok")
    except (SQLAlchemyError, Problem) as error:
        raise NotReady(headers={"Retry-After": "1"}) from error
    raise NotReady(headers={"Retry-After": "1"})
