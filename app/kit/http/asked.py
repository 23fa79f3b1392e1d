"""Query parameters, described by a model and read by pydantic in one go.

FastAPI reads a model's parameters one after the other, those too that nobody sent: with the thirty
of a search that takes as long as everything else that it does for a request.
"""

from typing import Annotated, Any, Generic, TypeVar

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class Asked(Generic[M]):
    """A dependency that reads the query into a model: `Depends(Asked(Listing))`.

    The route must be a `StrictRoute`, which has refused unknown names and what may not be repeated.
    """

    def __init__(self, model: type[M]) -> None:
        """Read `model`; its fields that are lists may be repeated."""
        self.model = model
        self.repeatable = {
            name: "list" in str(field.annotation) for name, field in model.model_fields.items()
        }

    async def __call__(self, request: Request) -> M:
        """Return the model; raise what FastAPI would."""
        query = request.query_params
        given = {
            name: query.getlist(name) if self.repeatable.get(name) else query[name]
            for name in query
        }
        try:
            return self.model.model_validate(given)
        except ValidationError as error:
            wrong = error.errors(include_url=False)
            raise RequestValidationError(
                [{**one, "loc": ("query", *one["loc"])} for one in wrong]
            ) from error

    def described(self) -> list[dict[str, Any]]:
        """Return the parameters as OpenAPI describes them: as FastAPI does for such a model."""
        model = self.model
        app = FastAPI(openapi_url=None)

        @app.get("/")
        def asking(_asked: Annotated[model, Query()]) -> None:  # type: ignore[valid-type]  # a variable is what it is for
            """Do nothing: it is only described."""

        found: list[dict[str, Any]] = app.openapi()["paths"]["/"]["get"]["parameters"]
        return found
