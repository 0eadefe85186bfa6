"""Compiles the French catalogues for whoever builds a wheel or an archive of sources: git does not hold what is compiled."""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is the builder's own settings
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's signature
        """Raises RuntimeError when a catalogue cannot be read; standard error says which."""
        sys.path.insert(0, self.root)
        # The folder that is built is on the path only now.
        from contactcenter import catalogues  # noqa: PLC0415

        if catalogues.run(compile_only=True):
            raise RuntimeError("A French catalogue is broken.")
