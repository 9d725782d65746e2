"""Measured values on their way into the results: one JSON line each, so that single lines can be measured again."""
import json
import math
import statistics
import subprocess
from lib import cluster

FILE = cluster.ROOT / "results.jsonl"


def commit():
    """What was measured; `-dirty` if the work tree differs from it."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(command, cwd=cluster.REPOSITORY, check=True, capture_output=True, text=True).stdout.strip()


def _keep(**what):
    cluster.ROOT.mkdir(parents=True, exist_ok=True)
    with open(FILE, "a", encoding="utf-8") as out:
        out.write(json.dumps(what, ensure_ascii=False) + "\n")


def measured(key, runs, unit, note=""):
    """Keep the repeated runs of one measurement under its key, e.g. 'emit/insert/stopped/c8'."""
    _keep(key=key, runs=list(map(float, runs)), unit=unit, note=note, commit=commit())
    spread = f" ({min(runs):,.4g} to {max(runs):,.4g}, {len(runs)} runs)" if len(runs) > 1 else ""
    print(f"  {key:<42} {statistics.median(runs):>12,.4g} {unit}{spread} {note}", flush=True)


def text(key, value):
    """Keep something that is no measurement, e.g. a profile."""
    _keep(key=key, text=value)


def load():
    """All records by key; the last one of a key counts."""
    if not FILE.exists():
        return {}
    with open(FILE, encoding="utf-8") as lines:
        return {record["key"]: record for record in map(json.loads, lines)}


def percentile(values, share):
    """The smallest of the values that at least `share` per cent of them do not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * share / 100) - 1]
