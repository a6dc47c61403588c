"""Run every benchmark, or those named: `python -m benchmarks rules matching`."""

import importlib
import pkgutil
import sys

import benchmarks


def main() -> None:
    names = sys.argv[1:] or [item.name.removeprefix("bench_") for item in pkgutil.iter_modules(benchmarks.__path__)]
    sys.argv[1:] = []  # each benchmark runs with its own defaults
    for name in sorted(set(names) - {"__main__"}):
        print(f"\n== {name}")
        importlib.import_module(f"benchmarks.bench_{name}").main()


if __name__ == "__main__":
    main()
