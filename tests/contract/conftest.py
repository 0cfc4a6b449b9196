"""The fixture that users' own suites get by wsgen's entry point, here whether or not wsgen is installed anew."""

from wsgen.pytest_plugin import verify_pact

__all__ = ["verify_pact"]
