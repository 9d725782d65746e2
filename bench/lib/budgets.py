"""What tqc must reach, as data: (line, what, measured value over another, bound). Without `under` the bound is absolute.

A key ending in `/*` means the best of all measured keys that begin so."""
from collections import namedtuple
from lib import scale

Budget = namedtuple("Budget", "line what over under bound at_least")


def _at_least(line, what, over, under, bound):
    return Budget(line, what, over, under, bound, True)


def _at_most(line, what, over, under, bound):
    return Budget(line, what, over, under, bound, False)


def budgets():
    few, many = min(scale.of("standing")), max(scale.of("standing"))
    result = []
    for engine in ("reading", "stopped"):
        for clients in (1, 8):
            result.append(_at_least("1", f"tqc_emit ÷ INSERT, {clients} client{'s' * (clients > 1)}, engine {engine}",
                                    f"emit/emit/{engine}/c{clients}", f"emit/insert/{engine}/c{clients}", 0.7))
    for standing in scale.of("standing"):
        for settings, bound in (("defaults", 100), ("best", 50)):
            result.append(_at_least("2", f"events ÷ Quartz firings ({settings}), {standing:,} standing",
                                    f"engine/tqc/{standing}/*", f"engine/quartz {settings}/{standing}", bound))
    stored = " ÷ beside ".join(f"{n:,}" for n in reversed(scale.of("stored")))
    result += [
        _at_least("2", f"events beside {many:,} standing ÷ beside {few:,}",
                  f"engine/tqc/{many}/1", f"engine/tqc/{few}/1", 0.8),
        _at_least("3", "events ÷ COPY of what they wrote", "copy/tqc", "copy/copy", 0.3),
        _at_least("4", "events ÷ graphile-worker's jobs (best)", "graphile/tqc/*", "graphile/best/*", 1),
        _at_most("5", "commit → doorbell, p50, ms", "doorbell/p50 beyond the commit", None, 1),
        _at_most("5", "commit → doorbell, p99, ms", "doorbell/p99 beyond the commit", None, 5),
        *(_at_most("6", f"lateness p99 at 1,000 a second beside {standing:,} standing, ms",
                   f"alarms/tqc/1000 a second/{standing}/p99", None, 5)
          for standing in scale.of("alarm_standing")),
        *(_at_most("6", f"burst of {scale.of('burst'):,}: all announced, {engines} engine{'s' * (engines > 1)}, s",
                   f"alarms/tqc/burst/{engines}", None, 5)
          for engines in (1, 2)),
        _at_most("7", f"cost of an event beside {stored} stored tasks", "stored/few", "stored/many", 1.3),
        _at_most("8", "slowdown under a held snapshot", "held/free", "held/snapshot", 1.2),
        _at_most("8", "slowdown under a held transaction", "held/free", "held/transaction", 1.2),
        _at_most("10", "cost of an event beside 100 more rules", "rules/few", "rules/many", 1.2),
    ]
    return result
