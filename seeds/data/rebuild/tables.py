"""Reading and writing the CSV files: UTF-8, a header row, `\\n` line ends, an empty field for NULL."""

import csv
from pathlib import Path

HERE = Path(__file__).parent


def write(path, header, rows):
    """Write one file; None is an empty field. Blanks around a value are a mistake in a source and refused."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            values = ["" if value is None else str(value) for value in row]
            if any(value != value.strip() or "\n" in value for value in values):
                raise ValueError(f"{path.name}: blanks or a line break in {values}")
            writer.writerow(values)


def read_beside(name):
    """The rows of a hand-kept CSV file in this folder, as dictionaries."""
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
