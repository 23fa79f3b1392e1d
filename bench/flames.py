"""Where the time of a request goes: flame graphs of a server that is asked one thing, by py-spy.

.venv/bin/python -m bench.flames bench/pictures/after --py-spy /path/to/py-spy

With `--nashra` another checkout's program is looked into, of the state before a change.
"""

import argparse
import itertools
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import socket
from threading import Event
from urllib.parse import quote

import httpx

from bench import archive, asking, nashra
from bench.reporting import folder_for, say

SECONDS, RATE = 10, 100  # of looking, and how often in each
# Below four thousandths of the width: nobody reads it, and it is most of the file.
NARROW = re.compile(r'<g><title>[^<]*</title><rect x="[^"]*" y="[^"]*" width="0\.[0-3].*?</g>')
RELEASES = 10_000
UNLIMITED = {"NASHRA_RATE_LIMIT_WRITES": "", "NASHRA_RATE_LIMIT_FAILED_KEYS": ""}
QUERIES = ("وزير الداخلية", "التعاون الأمني", "زياره رسميه", "محمود توفيق", "البحرين ومصر")


def main() -> None:
    """Draw a picture of each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("pictures", type=Path, help="the folder that they go into")
    options.add_argument("--py-spy", default="py-spy", help="the program of that name, of PyPI")
    options.add_argument("--nashra", type=Path, default=nashra.NASHRA, help="the program looked at")
    options.add_argument("--folder", type=Path, help="kept, and used again; else a temporary one")
    asked = options.parse_args()
    nashra.NASHRA = asked.nashra.absolute()
    asked.pictures.mkdir(parents=True, exist_ok=True)
    with folder_for(asked.folder) as folder:
        data = folder / "data"
        if not (data / "nashra.db").exists():
            data.mkdir(exist_ok=True)
            archive.write(folder / "archive.jsonl", RELEASES)
            nashra.import_file(data, folder / "archive.jsonl")
        token = nashra.key(data, "publish")
        with (
            nashra.running(data, NASHRA_MEMORY_BYTES="0", **UNLIMITED) as server,
            asking.connected(server.address) as connection,
            httpx.Client(base_url=server.address) as http,
        ):
            http.headers["Authorization"] = f"Bearer {token}"
            for name, ask in _asking(connection, http).items():
                picture = asked.pictures / f"{name}.svg"
                _draw(asked.py_spy, server.process, picture, ask)
                say(f"{picture}  {picture.stat().st_size / 1024:,.0f} KB")


def _asking(connection: socket, http: httpx.Client) -> dict[str, Callable[[], object]]:
    """Return what each picture is of, as what asks for it once."""
    newest = http.get("/releases").json()["items"][0]
    one = f"/releases/{newest['id']}"
    search = itertools.cycle(f"/releases/search?q={quote(query)}" for query in QUERIES)
    documents = archive.releases(100_000, seed=17)

    def post() -> None:
        written = next(documents)
        left = {name: written[name] for name in written.keys() - archive.OF_IMPORTS}
        http.post("/releases", json=left).raise_for_status()

    return {
        "one": lambda: asking.ask(connection, one),
        "list": lambda: asking.ask(connection, "/releases"),
        "search": lambda: asking.ask(connection, next(search)),
        "post": post,
    }


def _draw(py_spy: str, process: int, picture: Path, ask: Callable[[], object]) -> None:
    """Ask all the time, and let it be looked at meanwhile."""
    done = Event()

    def ask_on() -> None:
        while not done.is_set():
            ask()

    with ThreadPoolExecutor(1) as pool:
        asking_on = pool.submit(ask_on)
        try:
            _look(py_spy, process, picture)
        finally:
            done.set()
        asking_on.result()


def _look(py_spy: str, process: int, picture: Path) -> None:
    """Draw what a process does for some seconds."""
    how = ("--duration", str(SECONDS), "--rate", str(RATE), "--function", "--nonblocking")
    command = [py_spy, "record", "--pid", str(process), "--output", str(picture), *how]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - --py-spy names it
    drawn = picture.read_text().replace(" ".join(command), f"nashra: {picture.stem}")
    picture.write_text(NARROW.sub("", drawn))


if __name__ == "__main__":
    main()
