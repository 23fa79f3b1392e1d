"""What each problem means: the addresses that `type` names."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from app.kit.errors import Bilingual, NotFound, every_problem
from app.kit.http import caching
from app.kit.http.openapi import documented
from app.kit.http.problems import status_of
from app.kit.http.routes import StrictRoute

router = APIRouter(prefix="/problems", tags=["description"], route_class=StrictRoute)


class ProblemNotFound(NotFound):
    """No problem has this code."""

    code = "problem_not_found"
    title = Bilingual("لا توجد مشكلة بهذا الرمز", "There is no problem with this code")


class SentenceOut(BaseModel):
    """The same sentence in Arabic and in English."""

    ar: str
    en: str


class ExplanationOut(BaseModel):
    """What a problem's code means."""

    code: str = Field(examples=["release_not_found"])
    status: int = Field(examples=[404])
    title: SentenceOut
    explanation: str


@router.get(
    "/{code}",
    responses=documented(
        {200: {"model": ExplanationOut}, 304: {"description": "You have these very bytes"}},
        ProblemNotFound,
    ),
)
async def get_problem(
    request: Request, code: Annotated[str, Path(examples=["release_not_found"])]
) -> Response:
    """Explain a problem by its code."""
    kind = next((kind for kind in every_problem() if kind.code == code), None)
    if kind is None:
        raise ProblemNotFound
    page = ExplanationOut(
        code=kind.code,
        status=status_of(kind),
        title=SentenceOut(ar=kind.title.ar, en=kind.title.en),
        explanation=" ".join((kind.__doc__ or "").split()),
    )
    return caching.answer(request, page.model_dump_json().encode(), private=False, vary="Accept")
