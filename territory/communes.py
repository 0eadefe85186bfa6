"""Where the file of the communes stands: postcodes, codes, names, populations and positions (sources in `data/README.md`)."""

from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parent / "data" / "communes.csv"
