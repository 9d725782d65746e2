"""How large each measurement is. BENCH_SCALE chooses: `quick` proves that everything runs, `full` gives the figures,
`long` takes hours."""
import os

NAME = os.environ.get("BENCH_SCALE", "full")

_SIZES = {
    # name:                 quick,             full,                          long
    "runs":                (1,                 3,                             5),
    "emit_seconds":        (1,                 5,                             10),
    "emit_runs":           (1,                 5,                             7),
    "events":              (4_000,             100_000,                       200_000),
    "standing":            ((0, 2_000),        (0, 10_000, 100_000, 1_000_000), (0, 10_000, 100_000, 1_000_000)),
    "alarm_standing":      ((0,),              (0, 100_000),                  (0, 100_000)),
    "quartz_fires":        (200,               2_000,                         4_000),
    "quartz_limit":        (3,                 15,                            30),
    "jobs":                (4_000,             100_000,                       200_000),
    "doorbells":           (50,                1_000,                         5_000),
    "alarm_seconds":       (2,                 10,                            30),
    "alarm_runs":          (1,                 3,                             5),
    "burst":               (5_000,             100_000,                       100_000),
    "stored":              ((1_000, 5_000),    (10_000, 1_000_000),           (10_000, 10_000_000)),
    "backtest":            (10_000,            1_000_000,                     1_000_000),
    "held_seconds":        (2,                 60,                            1_800),
}

if NAME not in ("quick", "full", "long"):
    raise SystemExit(f"BENCH_SCALE must be quick, full or long, not {NAME!r}")


def of(name):
    """The size called `name`; BENCH_<NAME> (a number) overrides single numbers."""
    value = _SIZES[name][("quick", "full", "long").index(NAME)]
    given = os.environ.get("BENCH_" + name.upper())
    if given is None:
        return value
    return tuple(int(x) for x in given.split(",")) if isinstance(value, tuple) else int(given)
