"""python -m tools.devservers run --throwaway -- python -m tools.releases VERSION

Loads the demonstration into the empty database that `DATABASE_URL` names and writes
`tests/migrations/VERSION.sql.gz`, from which a test brings a database of that release up to date.
"""

import gzip
import os
import subprocess
import sys
from pathlib import Path

from tools.devservers import binaries

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "migrations"
# Statements alone, without the owner's name: any server takes them from any client.
PLAIN = ["--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges"]
# For psql alone, and a setting that servers before 17 do not know.
PASSED_OVER = ("\\", "SET transaction_timeout")


def main() -> None:
    [version] = sys.argv[1:]
    environment = os.environ | {"DEBUG": "1", "DEMO": "1"}
    prepare = [sys.executable, "-m", "tools.devservers.preparation"]
    subprocess.run(prepare, env=environment, check=True, stdout=subprocess.DEVNULL)
    dump = [str(binaries.postgres() / "pg_dump"), *PLAIN, f"--dbname={os.environ['DATABASE_URL']}"]
    written = subprocess.run(dump, check=True, capture_output=True).stdout.decode()
    statements = [line for line in written.splitlines() if not line.startswith(PASSED_OVER)]
    file = FOLDER / f"{version}.sql.gz"
    file.write_bytes(gzip.compress("\n".join(statements).encode(), mtime=0))
    print(file.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    main()
