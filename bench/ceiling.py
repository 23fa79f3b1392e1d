"""The ceiling: uvicorn alone, sending ready bytes to whoever asks for anything.

.venv/bin/python -m bench.ceiling ANSWER PORT
"""

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn


def main() -> None:
    """Serve the answer that a file describes, on a port."""
    told = json.loads(Path(sys.argv[1]).read_text())
    headers = [(name.encode(), value.encode()) for name, value in told["headers"]]
    start = {"type": "http.response.start", "status": told["status"], "headers": headers}
    body = {"type": "http.response.body", "body": told["body"].encode()}

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(start)
        await send(body)

    uvicorn.run(
        app,
        port=int(sys.argv[2]),
        http="httptools",
        loop="uvloop",
        lifespan="off",
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
