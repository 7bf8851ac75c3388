"""Checks that the translation catalogues are complete and keep their placeholders."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from salesforce_lite.development.text_faults import faults


def main() -> None:
    """Compare each catalogue with the texts just extracted; say every fault, exit 1 on any."""
    if len(sys.argv) < 2:
        sys.exit("Usage: python -m salesforce_lite.development.catalogues TEMPLATE [CATALOGUE…]")
    missing = [name for name in sys.argv[1:] if not Path(name).exists()]
    if missing:
        sys.exit(f"No such catalogue: {', '.join(missing)}. Run `make translations`.")
    template = _read(Path(sys.argv[1]))
    found = [
        f"{path}: {fault}" for path in sys.argv[2:] for fault in faults(template, _read(Path(path)))
    ]
    if found:
        sys.exit("\n".join([*found, "Run `make translations`, then fill in what is empty."]))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=None if path.suffix == ".pot" else path.parts[-3])


if __name__ == "__main__":
    main()
