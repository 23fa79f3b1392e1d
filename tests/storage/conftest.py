"""What the tests of storage share with those of the command line."""

from tests.cli.conftest import installation

__all__ = ["installation"]
