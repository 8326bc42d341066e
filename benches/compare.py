#!/usr/bin/env python3
"""Runs onegrid and other tools on the same files, in turn, in one run, and prints one table.

usage: compare.py [--size 10000] [--tools mapshaper shapely] [--runs 3]

The other tools and the files come from a comparison kit (setup.sh, run.py, bench.py, gen.py) found at
$ONEGRID_SHARED/peerbench; its work folder is $PEERBENCH_WORK, by default target/peerbench. What is
missing there is set up first. Times are of the operation only (reading excluded); a ratio is the other
tool's median over onegrid's.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def fail(message):
    sys.exit(f"compare.py: {message}")


def kit():
    shared = os.environ.get("ONEGRID_SHARED") or fail("ONEGRID_SHARED is not set; it must hold peerbench/")
    folder = Path(shared) / "peerbench"
    return folder if folder.is_dir() else fail(f"{folder} does not exist")


def set_up(folder, work, size):
    os.environ["PEERBENCH_WORK"] = str(work)
    if not (work / "venv").is_dir() or not (work / "data" / str(size)).is_dir():
        subprocess.run([str(folder / "setup.sh")], check=True, env={**os.environ, "SIZES": str(size)})
    subprocess.run(["cargo", "build", "--release", "--quiet", "--package", "onegrid-benches"], check=True, cwd=ROOT)


def run_onegrid(work, size, threads):
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    command = [str(target / "release" / "overlay"), str(work / "data" / str(size))]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    result["cpu_s"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return result


def run_other(folder, work, tool, size):
    python = str(work / "venv" / "bin" / "python")
    done = subprocess.run([python, str(folder / "bench.py"), "A", tool, str(size)], capture_output=True, text=True)
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["?"])[-1][:100]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--tools", nargs="*", default=["mapshaper", "shapely"])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    folder = kit()
    work = Path(os.environ.get("PEERBENCH_WORK") or ROOT / "target" / "peerbench")
    set_up(folder, work, arguments.size)
    tools = {
        "onegrid": lambda: run_onegrid(work, arguments.size, 2),
        "onegrid, 1 thread": lambda: run_onegrid(work, arguments.size, 1),
        **{t: (lambda t=t: run_other(folder, work, t, arguments.size)) for t in arguments.tools},
    }
    runs = {name: [] for name in tools}
    for _ in range(arguments.runs):
        for name, run in tools.items():
            runs[name].append(run())
            print(json.dumps({"tool": name, **runs[name][-1]}), file=sys.stderr, flush=True)
    table(runs, arguments.size)


def table(runs, size):
    median = lambda rs, key: statistics.median(r[key] for r in rs) if all(key in r for r in rs) else None
    own = median(runs["onegrid"], "s")
    print(f"overlay of 7 layers, N = {size}, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    print("| tool | s (median) | min - max | CPU s | peak MB | faces | ratio |\n|---|---|---|---|---|---|---|")
    for name, results in runs.items():
        good = [r for r in results if "s" in r]
        if not good:
            print(f"| {name} | {results[-1].get('error', '?')} | | | | | |")
            continue
        seconds = [r["s"] for r in good]
        cpu = median(good, "cpu_s") or median(good, "cpu_total_s")
        middle = statistics.median(seconds)
        cpu_text = f"{cpu:.2f}" if cpu else ""
        print(
            f"| {name} | {middle:.3f} | {min(seconds):.3f} - {max(seconds):.3f} | {cpu_text} | "
            f"{max(r['peak_mb'] for r in good):.0f} | {good[-1].get('faces')} | {middle / own:.1f} |"
        )


main()
