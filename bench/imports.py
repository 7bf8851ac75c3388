"""How many customers a second an import takes in, and how much memory it needs."""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

from bench import goals
from bench.import_floor import import_floor
from bench.servers import peak_memory

ROWS = 30_000
_COLUMNS = ("Id", "Name", "Type", "Phone", "Website", "BillingStreet", "BillingCity",
            "BillingPostalCode", "BillingCountry", "Email", "Description")  # fmt: skip


def measure_import(folder: Path) -> None:
    """Import a generated file into an empty SQLite instance."""
    source = folder / "customers.csv"
    _write(source)
    command = [sys.executable, "-m", "salesforce_lite"]
    for name in ("floor", "instance"):
        environment = os.environ | {"SFL_INSTANCE": str(folder / name)}
        subprocess.run([*command, "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "import", "customers", str(source)], env=environment, stderr=subprocess.DEVNULL
    )
    most = 0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        most = max(most, peak_memory(process))
        time.sleep(0.05)
    _, status, usage = ended
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"the import ended with {os.waitstatus_to_exitcode(status)}")
    busy = usage.ru_utime + usage.ru_stime
    databases = (folder / name / "salesforce_lite.db" for name in ("instance", "floor"))
    floor, floor_busy = import_floor(source, *databases)
    print(f"\nimport of {ROWS:,} customers, {ROWS / busy:,.0f} per second of processor")
    print(f"floor: {ROWS / floor:,.0f} rows/s, {ROWS / floor_busy:,.0f} per second of processor")
    print(goals.IMPORT.line(ROWS / seconds))
    print(goals.IMPORT_RATIO.line(seconds / floor))
    print(goals.IMPORT_MEMORY.line(most))


def _write(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for number in range(ROWS):
            writer.writerow(
                (f"001{number:015d}", f"Ferretería {number} Pérez", "Customer",
                 f"91{number:07d}", f"https://c{number}.example.com", f"Calle Mayor {number % 200}",
                 "Madrid", f"28{number % 60:03d}", "Spain", f"c{number}@example.com", "From a file")
            )  # fmt: skip
