"""Where the file of the campaigns that come with the program stands (what is known of each is in `data/README.md`)."""

from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parent / "data" / "campaigns.csv"
