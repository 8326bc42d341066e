#!/usr/bin/env python3
"""Runs onegrid and other tools on the same files, in turn, in one run, and prints one table for each task.

usage: compare.py [--tasks A B C D E F noisy] [--size 10000] [--tools mapshaper shapely] [--runs 3] [--threads 2 1]
       compare.py --growth [--sizes 1000 10000 100000]

Tasks: A overlay of seven layers into faces with their cells; B base cells to targets by largest overlap;
C shared areas of two layers; D cleaning of one layer; E households to cells; F zones of 300 to 500
households; noisy: cleaning of 10,000 cells each of whose points moved on its own.

The other tools and the files come from a comparison kit (setup.sh, bench.py, gen.py, noisy.py, rustbase)
found at $ONEGRID_SHARED/peerbench; its work folder is $PEERBENCH_WORK, by default target/peerbench. What is
missing there is set up first. Times are of the operation only (reading excluded); a ratio is the other
tool's median over onegrid's on the first number of threads. The last column compares what the tool found
with what onegrid found.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# title, program, what must agree (a database answers with these in this order), tools
TASKS = {
    "A": ("overlay of 7 layers", "overlay", ["faces", "area"],
          "mapshaper sedona shapely shapely_grid1mm postgis"),
    "B": ("base cells to L3 by largest overlap", "assign", ["assigned", "checksum"],
          "mapshaper geopandas sedona maup postgis"),
    "C": ("crosswalk of base and L4", "crosswalk", ["pairs", "area"],
          "rust_ioverlay rust_ioverlay_2t rust_geo rust_geo_2t shapely mapshaper tobler_tables postgis"),
    "D": ("cleaning of L5, gaps up to 6 m", "clean", [], "shapely mapshaper"),
    "E": ("households to base cells", "points", ["hit", "checksum"],
          "rust_geo rust_geo_2t sedona shapely mapshaper postgis"),
    "F": ("zones of 300 to 500 households, N = 1500", "zones", [], "gerrychain_init gerrychain maxp"),
    "noisy": ("cleaning of 10,000 noisy cells, gaps up to 2 m", "clean", [], "shapely mapshaper"),
}
SHOWN = {
    "D": ["cells", "overlap_m2", "gaps", "gap_m2", "in_pieces", "coverage_valid"],
    "F": ["zones", "in_300_500", "inner_boundary_km", "pp_mean"],
}
SHOWN["noisy"] = SHOWN["D"]
NOISY_SIDE = 100
NOISY_GAP_M = 2
# areas agree within this part of themselves: tools round to different places
AREA_TOLERANCE = 1e-6
# GEOS cleaning a file, timed like the kit does: its noisy.py runs settings that are not compared here
GEOS_CLEAN = """
import json, resource, sys, time
import shapely
features = json.load(open(sys.argv[1]))["features"]
cells = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
cpu, start = time.process_time(), time.perf_counter()
cleaned = shapely.coverage_clean(cells, gap_width=float(sys.argv[2]))
s, cpu = time.perf_counter() - start, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
json.dump({"features": [{"geometry": json.loads(shapely.to_geojson(c))} for c in cleaned]}, open(sys.argv[3], "w"))
print(json.dumps({"tool": "shapely", "s": s, "cpu_s": cpu, "peak_mb": peak}))
"""


def fail(message):
    sys.exit(f"compare.py: {message}")


class Kit:
    """The comparison kit, its work folder and onegrid's programs."""

    def __init__(self):
        shared = os.environ.get("ONEGRID_SHARED") or fail("ONEGRID_SHARED is not set; it must hold peerbench/")
        self.folder = Path(shared).resolve() / "peerbench"
        if not self.folder.is_dir():
            fail(f"{self.folder} does not exist")
        self.work = Path(os.environ.get("PEERBENCH_WORK") or ROOT / "target" / "peerbench").resolve()
        self.python = str(self.work / "venv" / "bin" / "python")
        self.programs = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "release"
        os.environ["PEERBENCH_WORK"] = str(self.work)

    def set_up(self, sizes):
        if not Path(self.python).exists():
            subprocess.run([str(self.folder / "setup.sh")], check=True, env={**os.environ, "SIZES": str(sizes[0])})
        for size in sizes:
            if not (self.data(size) / "info.json").exists():
                print(f"making the data of N = {size}", file=sys.stderr, flush=True)
                subprocess.run([self.python, str(self.folder / "gen.py"), str(size)], check=True, stdout=sys.stderr)
        subprocess.run(["cargo", "build", "--release", "--quiet", "--package", "onegrid-benches"], check=True, cwd=ROOT)

    def data(self, size):
        return self.work / "data" / str(size)

    def own(self, program, arguments, threads):
        """One line of one of onegrid's programs; None where there is no such program."""
        path = self.programs / program
        if not path.exists():
            return {"error": f"no program {program}"}
        environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
        return line_of([str(path), *map(str, arguments)], environment)

    def other(self, task, tool, size):
        return line_of([self.python, str(self.folder / "bench.py"), task, tool, str(size)], os.environ)

    def judge(self, path):
        """What GEOS thinks of a cleaned layer."""
        return line_of([self.python, str(ROOT / "benches" / "judge.py"), str(path)], os.environ)

    def mapshaper_clean(self, source, gap_m, result):
        command = [str(self.work / "npm/node_modules/mapshaper/bin/mapshaper-xl"), "16gb", "-i", str(source)]
        # without a unit: the file names no reference system that mapshaper reads, its own unit is the metre
        command += ["-print", "MARK", "-clean", f"gap-width={gap_m}", "-print", "MARK"]
        command += ["-o", str(result), "format=geojson", "precision=0.000001"]
        before, marks = resource.getrusage(resource.RUSAGE_CHILDREN), []
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in process.stdout:
            if "MARK" in line:
                marks.append(time.perf_counter())
        after = resource.getrusage(resource.RUSAGE_CHILDREN) if process.wait() == 0 else None
        if not after or len(marks) != 2:
            return {"error": "mapshaper failed"}
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {"tool": "mapshaper", "s": marks[1] - marks[0], "cpu_total_s": cpu, "peak_mb": after.ru_maxrss / 1024}


def line_of(command, environment):
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["?"])[-1].strip()[:100]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def runners(kit, task, size, tools, threads):
    """What to run for a task, by name: onegrid first."""
    _, program, _, _ = TASKS[task]
    folder = kit.data(size)
    result = kit.work / "cleaned.geojson"
    judged = lambda line: line if "error" in line else {**line, **kit.judge(result)}
    if task == "noisy":
        source = kit.work / "noisy" / f"{NOISY_SIDE}.geojson"
        if not source.exists():
            subprocess.run([kit.python, str(kit.folder / "noisy.py"), str(NOISY_SIDE)], check=True, stdout=sys.stderr)
        own = lambda t: judged(kit.own(program, [source, NOISY_GAP_M, 0, result], t))
        geos = [kit.python, "-c", GEOS_CLEAN, str(source), str(NOISY_GAP_M), str(result)]
        others = {
            "shapely": lambda: judged(line_of(geos, os.environ)),
            "mapshaper": lambda: judged(kit.mapshaper_clean(source, NOISY_GAP_M, result)),
        }
    else:
        if task == "D":
            own = lambda t: judged(kit.own(program, [folder / "L5.bin", 6, 0, result], t))
        else:
            if task == "F":
                write_households(kit, folder)
            own = lambda t: kit.own(program, [folder], t)
        others = {tool: (lambda tool=tool: kit.other(task, tool, size)) for tool in tools}
    wanted = {f"onegrid, {t} thread{'s' if t > 1 else ''}": (lambda t=t: own(t)) for t in threads}
    wanted.update({tool: others[tool] for tool in tools if tool in others})
    if task == "C":
        pairs = lambda: kit.own(program, [folder, "--all-pairs"], threads[0])
        wanted["onegrid, all 21 pairs of 7 layers"] = pairs
    return wanted


def write_households(kit, folder):
    if not (folder / "hh.txt").exists():
        code = "import sys, pyarrow.parquet as pq; f = sys.argv[1]; " \
               "c = pq.read_table(f + '/base.parquet', columns=['hh']).column('hh'); " \
               "open(f + '/hh.txt', 'w').write('\\n'.join(map(str, c.to_pylist())) + '\\n')"
        subprocess.run([kit.python, "-c", code, str(folder)], check=True)


def run_task(kit, task, size, arguments):
    title, _, checks, known = TASKS[task]
    tools = [tool for tool in known.split() if arguments.tools is None or tool in arguments.tools]
    wanted = runners(kit, task, size, tools, arguments.threads)
    runs = {name: [] for name in wanted}
    for i in range(arguments.runs):
        for name, run in wanted.items():
            if i > 0 and "error" in runs[name][-1]:
                continue
            line = run()
            line.update(zip(checks, map(round, line.get("result") or [])))
            line.update(line.pop("quality", {}))
            runs[name].append(line)
            print(json.dumps({"name": name, **line}), file=sys.stderr, flush=True)
    head = f"{task}. {title}" + ("" if task in "noisyF" else f", N = {size}")
    print(f"\n### {head}\nload {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
    table(runs, checks, SHOWN.get(task, []))
    if task == "A":
        limit_line(kit, size, runs)


def median(lines, key):
    values = [line[key] for line in lines if line.get(key) is not None]
    return statistics.median(values) if values else None


def table(runs, checks, shown):
    own = next(iter(runs.values()))
    own_s = median(own, "s")
    head = ["tool", "s (median)", "min - max", "CPU s", "peak MB", "ratio", *shown, *checks]
    print("| " + " | ".join(head + (["checks"] if checks else [])) + " |")
    print("|---" * (len(head) + bool(checks)) + "|")
    for name, lines in runs.items():
        good = [line for line in lines if line.get("s") is not None]
        if not good:
            print(f"| {name} | {lines[-1].get('error', '?')} " + "| " * (len(head) - 2 + bool(checks)) + "|")
            continue
        seconds, last = [line["s"] for line in good], good[-1]
        cpu = median(good, "cpu_s") or median(good, "cpu_total_s")
        whole = "" if median(good, "cpu_s") else " (with reading)" if cpu else ""
        row = [name, f"{median(good, 's'):.3f}", f"{min(seconds):.3f} - {max(seconds):.3f}"]
        row.append(f"{cpu:.2f}{whole}" if cpu else "")
        row.append(f"{max(line['peak_mb'] for line in good):.0f}")
        row.append(f"{median(good, 's') / own_s:.1f}" if own_s else "")
        row += [text(last.get(key)) for key in [*shown, *checks]]
        if checks:
            is_same_task = "tables" not in last or last["tables"] == own[-1].get("tables")
            row.append(agreement(own[-1], last, checks) if is_same_task else "another task")
        print("| " + " | ".join(row) + " |")


def text(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if isinstance(value, float) and value >= 1e6 else f"{value}"


def agreement(own, other, checks):
    """Whether two tools found the same, number by number."""
    if own is other:
        return "reference"
    known = [key for key in checks if own.get(key) is not None and other.get(key) is not None]
    if not known:
        return "nothing to compare"
    differences = []
    for key in known:
        difference = other[key] - own[key]
        tolerance = AREA_TOLERANCE * own[key] if key == "area" else 0
        if abs(difference) > tolerance:
            differences.append(f"{key} {difference:+,.0f} ({difference / max(own[key], 1):+.5%})")
    return "differs by " + ", ".join(differences) if differences else "agrees"


def limit_line(kit, size, runs):
    """How far the overlay is from what no overlay can do without, on one thread."""
    floor = kit.own("floor", [kit.data(size)], 1)
    single = runs.get("onegrid, 1 thread") or [kit.own("overlay", [kit.data(size)], 1)]
    seconds = median(single, "s")
    if "error" in floor or seconds is None:
        print("\nfloor: " + floor.get("error", "no run on one thread"))
        return
    print(
        f"\nfloor, 1 thread: {floor['s']:.3f} s = reading {floor['points']:,} points {floor['read_s']:.3f} s + keys of "
        f"{floor['segments']:,} segments {floor['key_s']:.3f} s + sorting them ({floor['sort']}) {floor['sort_s']:.3f} s; "
        f"the overlay on 1 thread takes {seconds:.3f} s, {seconds / floor['s']:.1f} times the floor"
    )


def run_growth(kit, sizes, runs, threads):
    """Time for each point as the city grows, relative to the smallest."""
    programs = {"overlay": lambda d: [d], "crosswalk": lambda d: [d], "assign": lambda d: [d],
                "clean": lambda d: [d / "L5.bin", 6]}
    print(f"\n### growth, {threads} thread(s), load {os.getloadavg()[0]:.1f}\n")
    print("| program | N | segments | s (median) | ns for each segment | relative | peak MB |\n|---|---|---|---|---|---|---|")
    for program, arguments in programs.items():
        first = None
        for size in sizes:
            folder = kit.data(size)
            lines = [kit.own(program, arguments(folder), threads) for _ in range(runs)]
            if "error" in lines[-1]:
                print(f"| {program} | {size} | | {lines[-1]['error']} | | | |", flush=True)
                continue
            points = segments(folder, {"crosswalk": ["base", "L4"], "assign": ["base", "L3"], "clean": ["L5"]}.get(program))
            each = median(lines, "s") / points * 1e9
            first = first or each
            peak = max(line["peak_mb"] for line in lines)
            print(f"| {program} | {size:,} | {points:,} | {median(lines, 's'):.3f} | {each:.0f} | {each / first:.2f} | {peak:.0f} |", flush=True)


def segments(folder, names):
    """Segments in some layers, all where none is named: a ring has one less than it has points."""
    layers = json.loads((folder / "info.json").read_text())["layers"]
    return sum(layers[n]["vertices"] - layers[n]["cells"] for n in names or layers)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--size", type=int, default=10_000, help="base cells of the city (F always takes 1500)")
    known = sorted({tool for task in TASKS.values() for tool in task[3].split()})
    parser.add_argument("--tools", nargs="*", choices=known, metavar="TOOL",
                        help=f"other tools, all where not given, none for onegrid alone: {' '.join(known)}")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[2, 1], help="threads of onegrid, one row each")
    parser.add_argument("--growth", action="store_true", help="onegrid alone on cities of several sizes")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    arguments = parser.parse_args()
    kit = Kit()
    if arguments.growth:
        kit.set_up(arguments.sizes)
        run_growth(kit, arguments.sizes, arguments.runs, arguments.threads[0])
        return
    size_of = lambda task: 1500 if task == "F" else arguments.size
    kit.set_up(sorted({size_of(t) for t in arguments.tasks if t != "noisy"} or {arguments.size}))
    for task in arguments.tasks:
        run_task(kit, task, size_of(task), arguments)


main()
