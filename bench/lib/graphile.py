"""graphile-worker on the benchmark's server."""
import json
import pathlib
import subprocess
from lib import cluster

HERE = pathlib.Path(__file__).resolve().parent.parent / "peers" / "graphile-worker"
DATABASE = "bench_graphile"

# The settings of which the fastest counts, those that came out on top of peers/graphile-worker/sweep:
# processes, concurrent jobs in each, jobs fetched at once, wait for completions to gather (ms).
CANDIDATES = ((1, 10, 2000, 0), (1, 500, 2000, 0), (2, 100, 500, 0))

DEFAULTS = (1, 1, -1, -1)


def build():
    if not (HERE / "node_modules" / "graphile-worker").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE, check=True)


def run(jobs, processes, concurrency, local_queue, complete_delay_ms):
    """Jobs a second."""
    cluster.create_database(DATABASE)
    done = subprocess.run(["node", str(HERE / "run.js"), cluster.url(DATABASE),
                           *map(str, (jobs, processes, concurrency, local_queue, complete_delay_ms))],
                          check=True, capture_output=True, text=True, timeout=300)
    got = json.loads(done.stdout)
    return got["jobs"] / got["seconds"]
