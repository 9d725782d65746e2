"""LISTEN tqc on a connection of one's own: when did which number of the outbox become known?"""
import json
import select
import time
from lib import cluster


class Doorbell:
    def __init__(self, database):
        self.db = cluster.connect(database)
        with self.db.cursor() as cur:
            cur.execute("LISTEN tqc")
        self.rung = []  # (when, highest seq), by time.time()

    def wait(self, timeout):
        """Until it rings; False if it does not within `timeout` seconds."""
        until = time.monotonic() + timeout
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.db], [], [], left)[0]:
                return False
            self.db.poll()
            now = time.time()
            bells = [json.loads(n.payload) for n in self.db.notifies]
            self.db.notifies.clear()
            seqs = [bell["seq"] for bell in bells if "seq" in bell]
            if seqs:
                self.rung.append((now, max(seqs)))
                return True

    def when_known(self, seqs):
        """For each of the ascending outbox numbers, when a bell rang that covers it."""
        bells = iter(self.rung)
        at, highest = next(bells)
        for seq in seqs:
            while highest < seq:
                at, highest = next(bells)
            yield at

    def close(self):
        self.db.close()
