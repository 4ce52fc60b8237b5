"""The benchmarks in their short forms: those on published instances, if their folder is given."""

import subprocess
import sys

PUBLISHED = ("b2bsp", "peers", "replan")
GENERATED = ("scale", "recommending")


def main() -> int:
    """Run them one after the other; returns 1 if one of them did not reach what it shows."""
    folder = sys.argv[1:2]
    commands = [[name, *folder, "--short"] for name in PUBLISHED if folder]
    commands += [[name, "--short"] for name in GENERATED]
    if not folder:
        print(
            f"Without the published instances, no {', '.join(PUBLISHED)}: make bench "
            "FOLDER=… names their folder (benchmarks/README.md)."
        )
    codes = []
    for name, *arguments in commands:
        print(f"\n## {name}\n", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        codes.append(subprocess.run(command, check=False).returncode)
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
