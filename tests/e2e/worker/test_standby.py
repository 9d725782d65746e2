#!/usr/bin/python3
"""A standby has no engine; promoted, it goes on where the primary was."""
import atexit
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import Cluster, Session, admit, main, tasks, until


class Standby:
    """A streaming standby of a cluster, in the same tree, with a socket of its own."""

    def __init__(self, primary):
        self.home = primary.home / "standby"
        self.bin = primary.home / "tree" / subprocess.check_output(["pg_config", "--bindir"], text=True).strip()[1:]
        self.primary = primary
        self.command("mkdir", "-m", "700", str(self.home))
        self.command(str(self.bin / "pg_basebackup"), "-d", primary.dsn, "-D", str(self.home / "data"), "-R", "--no-sync",
                     "--checkpoint=fast")
        atexit.register(self.stop)
        self.control("start", "-o", f"-c unix_socket_directories='{self.home}'")
        self.dsn = f"host={self.home} port={primary.dsn.split('port=')[1].split()[0]} user=postgres"

    def command(self, *arguments):
        become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        subprocess.run([*become, *arguments], check=True, cwd=self.primary.home, stdout=subprocess.DEVNULL)

    def control(self, *arguments):
        self.command(str(self.bin / "pg_ctl"), "-D", str(self.home / "data"), "-l", str(self.home / "log"), "-s", "-w",
                     *arguments)

    def stop(self):
        self.control("stop", "-m", "immediate")

    def session(self, database):
        return Session(f"{self.dsn} dbname={database}")


def workers(session):
    return session.rows("SELECT pid FROM pg_stat_activity WHERE backend_type LIKE 'tqc %'")


def test_promotion(cluster):
    """no worker during recovery; after promotion events, alarms and the clock go on"""
    primary = cluster.database("ward")
    primary("SELECT tqc.set_clock('2026-01-05 08:00+00', 1)")
    admit(primary, "W1", "W2")
    assert primary.one("SELECT tqc.sync()")
    standby = Standby(cluster)
    admit(primary, "W3")
    assert primary.one("SELECT tqc.sync()")
    position = primary.one("SELECT pg_current_wal_lsn()::text")
    replica = standby.session("ward")
    until(lambda: replica.one("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", position), "replayed")
    assert tasks(replica) == {"W1": "open", "W2": "open", "W3": "open"}
    assert not workers(replica)
    assert replica.one("SELECT tqc.now() - '2026-01-05 08:00+00' BETWEEN '0' AND '10 min'")
    replica.refused("SELECT tqc.sync()", "55000")

    cluster.run("kill9")
    standby.control("promote")
    replica = standby.session("ward")
    assert replica.one("SELECT tqc.sync()")
    assert len(workers(replica)) >= 2
    assert replica.one("SELECT tqc.now() - '2026-01-05 08:00+00' BETWEEN '0' AND '10 min'")
    admit(replica, "W4")
    replica("SELECT tqc_emit('note', 'W1')")
    replica("SELECT tqc.set_clock('2026-01-05 17:00+00', 1)")
    assert replica.one("SELECT tqc.sync()")
    assert tasks(replica) == {"W1": "met", "W2": "overdue", "W3": "overdue", "W4": "overdue"}


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("worker-standby", "wal_level=replica", "max_wal_senders=4"))
