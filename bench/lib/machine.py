"""On what, with what and when it was measured."""
import os
import pathlib
import platform
import re
import subprocess
import time
from lib import cluster


def _run(*command):
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip() or done.stderr.strip()  # java tells its version on stderr


def _first(pattern, text):
    found = re.search(pattern, text, re.M)
    return found.group(1).strip() if found else "unknown"


def _read(path):
    return pathlib.Path(path).read_text(encoding="utf-8")


def _flush():
    """What a flush to disk costs, on the disk where the cluster lies."""
    tool = os.path.join(cluster.pg_config("bindir"), "pg_test_fsync")
    once = _first(r"^\s+fdatasync\s+(.*)$", _run(tool, "-s", "1", "-f", str(cluster.ROOT / "fsync.test")))
    return "fdatasync of an 8 kB write: " + re.sub(r"\s+", " ", once)


def _packages():
    names = ("libquartz2-java", "libpostgresql-jdbc-java", "libhikaricp-java", "libc3p0-java")
    return ", ".join(_run("dpkg-query", "-W", "-f", "${Package} ${Version}", name) for name in names)


def facts():
    """Pairs of what and its value."""
    processor = _first(r"^model name\s*:\s*(.*)$", _read("/proc/cpuinfo"))
    memory = int(_first(r"^MemTotal:\s+(\d+)", _read("/proc/meminfo"))) / 1024 / 1024
    system = _first(r'^PRETTY_NAME="?([^"\n]*)', _read("/etc/os-release"))
    settings = [f"{name} = {cluster.query('postgres', 'SHOW ' + name)[0][0]}" for name in sorted(cluster.SETTINGS)]
    java = _first(r'version "([^"]*)"', _run("java", "-version"))
    package = _read(cluster.REPOSITORY / "bench" / "peers" / "graphile-worker" / "package.json")
    graphile = _first(r'"graphile-worker": "([^"]*)"', package)
    return [
        ("date", time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())),
        ("machine", f"{os.cpu_count()} cores, {processor}, {memory:.0f} GB RAM; clients and server on the same cores"),
        ("system", f"{system}, Linux {platform.release()}"),
        ("flush to disk", _flush()),
        ("server", "PostgreSQL " + cluster.query("postgres", "SHOW server_version")[0][0]),
        ("settings, the same for all", ", ".join(settings)),
        ("Quartz", f"{_packages()}, Java {java}"),
        ("graphile-worker", f"{graphile}, Node {_run('node', '--version')}"),
    ]
