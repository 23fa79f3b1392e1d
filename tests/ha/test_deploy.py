"""What is written in `deploy/` and read by no cluster of these tests."""

from string import Template
from typing import Any

import yaml  # type: ignore[import-untyped]  # it has none

from app.kit.config import Settings
from tests.ha.machines import DEPLOY


def test_compose_names_services_volumes_and_settings_that_exist() -> None:
    compose: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]
    assert set(services) == {"api", "database"}
    for service in services.values():
        assert {volume.split(":")[0] for volume in service["volumes"]} <= set(compose["volumes"])
        assert set(service.get("depends_on", {})) <= set(services)
    api = services["api"]
    assert (DEPLOY / api["build"] / "Dockerfile").exists()
    assert set(api["environment"]) <= {f"NASHRA_{name.upper()}" for name in Settings.model_fields}
    assert "@database/" in api["environment"]["NASHRA_DATABASE_URL"]


def test_every_word_in_braces_is_explained() -> None:
    explained = (DEPLOY / "README.md").read_text()
    for file in ("etcd.env", "patroni.yml", "haproxy.cfg"):
        words = Template((DEPLOY / file).read_text()).get_identifiers()
        assert words
        assert [word for word in words if f"`{word}`" not in explained] == [], file
