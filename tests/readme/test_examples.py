"""Every `$ curl` line of the README is run, in order, against a server; it prints what it says.

«…» in the README stands for anything: ids, instants, what is too long to show.
"""

import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.conftest import Server
from tests.readme.tables import README


def examples() -> Iterator[tuple[str, str]]:
    """Yield each command of the README's console blocks, and what it is said to print."""
    for block in re.findall(r"```console\n(.*?)```", README.read_text(), re.DOTALL):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = example.partition("\n")
            yield command, printed.strip()


def matches(said: str, printed: str) -> bool:
    """Tell whether what was printed is what the README says."""
    pattern = ".*".join(re.escape(part) for part in said.split("…"))
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


def test_every_command_prints_what_the_readme_says(seeded: Server) -> None:
    script, said = [], []
    for command, output in examples():
        script += [command, "echo; echo '--- next'"]
        said.append(output)
    ran = subprocess.run(
        ["/bin/bash", "-c", "\n".join(script).replace("localhost:8000", str(seeded.http.base_url))],
        env={
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "KEY": seeded.keys["admin"],
            "PRESS": seeded.keys["embargo"],
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    printed = [part.strip() for part in ran.stdout.split("--- next\n")][: len(said)]
    assert len(printed) == len(said) >= 8
    for output, expected in zip(printed, said, strict=True):
        assert matches(expected, output), f"README:\n{expected}\n\nprinted:\n{output}"


@pytest.mark.parametrize(
    ("said", "printed"),
    [('{"id":"…"}', '{"id":"a"'), ("404", "200"), ("…محمود", "محمد")],
)
def test_the_comparison_can_fail(said: str, printed: str) -> None:
    assert not matches(said, printed)
