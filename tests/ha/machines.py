"""One machine of a cluster: etcd, Patroni and PostgreSQL with the files of `deploy/`."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from tests.ha.processes import HOST, end_all, own, signal_all, spawn

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PASSWORD = "tests-only"  # noqa: S105 - of a cluster that lives as long as a test


def filled(file: str, words: Mapping[str, str]) -> str:
    """Return a file of `deploy/` with its words in braces replaced."""
    return Template((DEPLOY / file).read_text()).substitute(words)


@dataclass
class Machine:
    """A machine with etcd, Patroni and PostgreSQL; `words` fill the files of `deploy/`."""

    name: str
    folder: Path
    words: Mapping[str, str]

    @property
    def port(self) -> int:
        """PostgreSQL's port."""
        return int(self.words["port"])

    @property
    def rest(self) -> str:
        """The address that Patroni answers at."""
        return f"http://{HOST}:{self.words['rest_port']}"

    def start(self) -> None:
        """Start everything, as a machine does that boots."""
        self.folder.mkdir(exist_ok=True)
        own(self.folder)
        settings = dict(
            line.split("=", 1)
            for line in filled("etcd.env", self.words).splitlines()
            if not line.startswith("#")
        )
        spawn(["etcd"], self.folder, settings)
        config = self.folder / "patroni.yml"
        config.write_text(filled("patroni.yml", self.words))
        spawn(["patroni", str(config)], self.folder)

    def kill(self) -> None:
        """Pull the plug."""
        end_all(self.folder)

    def freeze(self) -> None:
        """Stop every process in the middle of what it does; its kernel goes on acknowledging."""
        signal_all(self.folder, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the frozen go on, as if no time had passed."""
        signal_all(self.folder, signal.SIGCONT)
