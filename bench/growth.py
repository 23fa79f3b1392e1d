"""What the same page costs of a larger archive: made anew each time, asked in turns.

.venv/bin/python -m bench.growth --sizes 1000,10000,100000
"""

import argparse
import json
import re
from contextlib import ExitStack
from pathlib import Path
from socket import socket
from statistics import median
from urllib.parse import urlsplit

from bench import archive, asking, drawing, nashra
from bench.reporting import folder_for, say

LIMIT, FAR, STRIDE = 20, 5_000, 100
ROUNDS = 60
ASKED = 1.5  # the slowest size over the fastest
LIMITED = re.compile(r"limit=\d+")
Questions = dict[str, str]


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="1000,10000,100000")
    options.add_argument("--folder", type=Path, help="kept, and used again; else a temporary one")
    options.add_argument("--picture", type=Path, help="an SVG of the table")
    asked = options.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    with folder_for(asked.folder) as folder, ExitStack() as open_:
        filled = {size: _filled(folder, size) for size in sizes}
        addresses = {
            size: open_.enter_context(nashra.served(data)) for size, data in filled.items()
        }
        questions = {size: _questions(address, size) for size, address in addresses.items()}
        # only now: servers hang up on whoever asks nothing for some seconds
        connections = {
            size: open_.enter_context(asking.connected(address))
            for size, address in addresses.items()
        }
        took = _report({size: (one, questions[size]) for size, one in connections.items()})
    if asked.picture:
        title = "milliseconds of an answer that is made anew, by how many releases there are"
        asked.picture.write_text(drawing.curves(title, sizes, took))


def _filled(folder: Path, size: int) -> Path:
    """Return the data of an archive of this size; it is made if it is not there."""
    data = folder / str(size)
    if not (data / "nashra.db").exists():
        data.mkdir(parents=True)
        made = folder / f"{size}.jsonl"
        archive.write(made, size)
        done = nashra.import_file(data, made)
        say(f"import of {size:,}: {done.imported / done.seconds:,.0f} releases/s")
        made.unlink()
    return data


def _questions(address: str, size: int) -> Questions:
    with asking.connected(address) as connection:
        first = json.loads(asking.ask(connection, "/releases?limit=1&fields=id").body)
        far = _page(connection, min(FAR, size // LIMIT))
    return {
        "one release": f"/releases/{first['items'][0]['id']}",
        "first page": "/releases",
        f"page {FAR:,}": far,
        "filtered page": "/releases?language=ar",
        "total": "/releases?language=ar&type=press_release&limit=1&fields=id",
    }


def _page(connection: socket, number: int) -> str:
    """Walk by `links.next` to a page, in the longest strides; return its address."""
    to_pass, here = (number - 1) * LIMIT, "/releases?limit=1&fields=id"
    while to_pass:
        stride = min(STRIDE, to_pass)
        to_pass -= stride
        body = json.loads(asking.ask(connection, _with_limit(here, stride)).body)
        here = urlsplit(body["links"]["next"])._replace(scheme="", netloc="").geturl()
    return _with_limit(here, LIMIT).replace("&fields=id", "")


def _with_limit(path: str, limit: int) -> str:
    return LIMITED.sub(f"limit={limit}", path)


def _report(served: dict[int, tuple[socket, Questions]]) -> dict[str, list[float]]:
    """Measure and print; return the medians of each question."""
    took: dict[str, list[float]] = {}
    say(f"{'':16}" + "".join(f"{size:>12,}" for size in served) + f"   slowest ÷ fastest ≤ {ASKED}")
    names = next(iter(served.values()))[1]
    for name in names:
        taken: dict[int, list[float]] = {size: [] for size in served}
        for _ in range(ROUNDS):
            for size, (connection, questions) in served.items():
                taken[size].append(asking.ask(connection, questions[name]).milliseconds)
        medians = took[name] = [median(each) for each in taken.values()]
        row = "".join(f"{one:9.2f} ms" for one in medians)
        say(f"{name:16}{row}   {max(medians) / min(medians):.2f}")
    return took


if __name__ == "__main__":
    main()
