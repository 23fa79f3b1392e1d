"""Runs a GET again whose database was lost in the middle: another host may know the answer."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from app.kit.reading_again import MAY_READ_AGAIN, ReadLostError

PAUSE = 0.3  # seconds, in which it is noticed who is gone


class SecondReading:
    """Gives each GET one more chance; innermost, where an answer is whole before it is sent."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        as_it_came = dict(scope)  # routing writes into it
        chance = MAY_READ_AGAIN.set(True)
        try:
            await self.app(scope, receive, send)
        except ReadLostError:
            MAY_READ_AGAIN.set(False)
            await asyncio.sleep(PAUSE)
            await self.app(as_it_came, receive, send)
        finally:
            MAY_READ_AGAIN.reset(chance)
