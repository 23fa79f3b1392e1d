"""Every other command of `nashra`, on a real data directory."""

import json
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.kit.config import Settings
from tests.cli.running import Installation
from tests.conftest import SEEDS

COMMANDS = [
    "serve",
    "migrate",
    "seed",
    "import",
    "export",
    "move",
    "backup",
    "reindex",
    "doctor",
    "settings",
    "keys",
]
HEALTHY = [
    "ok   database is there",
    "ok   schema is this version's",
    "ok   database is sound",
    "ok   search index lacks 0 releases",
    "ok   search index is this version's",
]


def test_help_names_every_command(installation: Installation) -> None:
    said = installation.run("--help", by=["env"])  # as it is installed
    assert said.code == 0
    for command in COMMANDS:
        assert re.search(rf"^\W*{command}\s", said.out, re.MULTILINE), command
    assert {"issue", "list", "revoke"} <= set(installation.run("keys", "--help").out.split())
    assert not installation.data.exists()


def test_an_unknown_command_is_refused(installation: Installation) -> None:
    said = installation.run("sevre")
    assert said.code == 2
    assert "No such command" in said.err


def test_keys_are_issued_listed_and_revoked(installation: Installation) -> None:
    issued = installation.run("keys", "issue", "مكتب الإعلام", "--scope", "publish")
    token = issued.out.strip()
    assert re.fullmatch(r"nsh_[\w-]{43}", token)
    listed = installation.run("keys", "list").out
    assert token not in listed
    [line] = [line for line in listed.splitlines() if "مكتب الإعلام" in line]
    key_id, state, scopes, *_ = line.split()
    assert (state, scopes) == ("active", "publish")
    with installation.serving() as serving:
        headers = {"Authorization": f"Bearer {token}"}
        releases = f"{serving.address}/releases"
        assert httpx.post(releases, json={"title": "خبر"}, headers=headers).status_code == 201
        assert installation.run("keys", "revoke", key_id).out == "revoked\n"
        assert httpx.post(releases, json={"title": "خبر"}, headers=headers).status_code == 401
    [line] = [x for x in installation.run("keys", "list").out.splitlines() if key_id in x]
    assert line.split()[1] == "revoked"


def test_keys_that_cannot_be(installation: Installation) -> None:
    unknown = installation.run("keys", "issue", "x", "--scope", "root")
    assert unknown.code == 2
    assert "unknown scope root" in unknown.err
    nobody = installation.run("keys", "revoke", "3fa85f64-5717-4562-b3fc-2c963f66afa6")
    assert nobody.code == 2
    assert "no key with this id" in nobody.err
    assert installation.run("keys", "revoke", "abc").code == 2


def test_settings_are_listed_with_their_meaning_and_no_secret(installation: Installation) -> None:
    said = installation.run("settings", NASHRA_SECRET="أسرار", NASHRA_PORT="8123").out  # noqa: S106 - of a test
    for name, field in Settings.model_fields.items():
        assert f"NASHRA_{name.upper()}=" in said
        assert field.description
        assert field.description in said
    assert "NASHRA_PORT=8123" in said
    assert "NASHRA_SECRET=(set)" in said
    assert "أسرار" not in said


def test_migrate_and_seed(installation: Installation) -> None:
    assert installation.run("doctor").out == "FAIL database is there\n"
    assert installation.run("migrate").code == 0
    assert installation.run("migrate").code == 0
    assert installation.run("seed", NASHRA_SEEDS_DIR=str(SEEDS)).out == "imported 1\n"
    assert installation.run("seed", NASHRA_SEEDS_DIR=str(SEEDS)).out == "imported 0\n"
    doctor = installation.run("doctor")
    assert (doctor.code, doctor.out.splitlines()) == (0, HEALTHY)


def test_doctor_makes_no_database(installation: Installation) -> None:
    said = installation.run("doctor")
    assert (said.code, said.out) == (1, "FAIL database is there\n")
    assert not installation.tables
    assert not installation.data.exists()


def test_doctor_sees_what_the_index_lacks_and_reindex_mends_it(installation: Installation) -> None:
    installation.run("seed", NASHRA_SEEDS_DIR=str(SEEDS))
    installation.change("UPDATE search_documents SET revision = 0")
    installation.change("UPDATE search_state SET analyser = 999")
    ill = installation.run("doctor")
    assert ill.code == 1
    assert ill.out.splitlines()[-2:] == [
        "FAIL search index lacks 1 releases",
        "FAIL search index is this version's",
    ]
    assert "nashra reindex" in installation.run("seed").err
    assert installation.run("reindex").out == "indexed 1\n"
    assert installation.run("doctor").out.splitlines() == HEALTHY


def test_doctor_sees_another_schema(installation: Installation) -> None:
    installation.run("migrate")
    installation.change("UPDATE alembic_version SET version_num = '0001'")
    said = installation.run("doctor")
    assert (said.code, said.out.splitlines()[-1]) == (1, "FAIL schema is this version's")


def test_import_and_export(installation: Installation, tmp_path: Path) -> None:
    archive, out = tmp_path / "archive.jsonl", tmp_path / "out.jsonl"
    lines = [json.dumps({"title": f"خبر {n}"}, ensure_ascii=False) for n in range(3)]
    archive.write_text("\n".join([lines[0], "{", *lines[1:]]), encoding="utf-8")
    said = installation.run("import", archive)
    assert said.code == 1
    assert said.out == "imported 3, there already 0, refused 1\n"
    [refused] = [line for line in said.err.splitlines() if line.startswith("line ")]
    assert refused.startswith("line 2: malformed_body: ")
    assert installation.run("export", out).out == "exported 3\n"
    assert out.stat().st_mode & 0o077 == 0  # texts under embargo, notes to editors
    assert str(out) in installation.run("export", out).line  # what is there is not written over
    printed = installation.run("export").out
    assert printed == out.read_text(encoding="utf-8")
    assert [json.loads(line)["title"] for line in printed.splitlines()] == [
        "خبر 0",
        "خبر 1",
        "خبر 2",
    ]
    assert installation.run("import", tmp_path / "nothing.jsonl").code == 2


def test_an_archive_brings_its_seed_to_an_installation_that_starts_later(
    installation: Installation, tmp_path: Path
) -> None:
    seeded = {"NASHRA_SEEDS_DIR": str(SEEDS)}
    elsewhere = replace(installation, data=tmp_path / "elsewhere", settings=seeded)
    archive = tmp_path / "archive.jsonl"
    elsewhere.run("seed")
    elsewhere.run("export", archive)
    assert installation.run("import", archive).out == "imported 1, there already 0, refused 0\n"
    assert installation.run("seed", NASHRA_SEEDS_DIR=str(SEEDS)).out == "imported 0\n"
    assert installation.run("export").out == archive.read_text(encoding="utf-8")


@pytest.mark.only("sqlite")
def test_what_it_writes_only_its_owner_reads(installation: Installation) -> None:
    installation.run("migrate")
    with installation.serving() as server:
        assert httpx.get(f"{server.address}/releases").status_code == 200
        files = {file.name: file.stat().st_mode & 0o077 for file in installation.data.iterdir()}
    assert {"nashra.db", "nashra.db-wal", "nashra.db-shm", "nashra.db.mark"} <= set(files)
    assert set(files.values()) == {0}
