"""RESULTS.md from what was measured."""
import statistics
from lib import budgets, record, scale

TITLES = {
    "emit": "1. Taking an event",
    "engine": "2. Applying events beside Quartz",
    "copy": "3. Applying events beside COPY",
    "graphile": "4. Applying events beside graphile-worker",
    "doorbell": "5. Commit to doorbell",
    "alarms": "6. Lateness of alarms",
    "stored": "7. Many stored tasks",
    "held": "8. A held snapshot",
    "kafka": "9. From Kafka into the log",
    "rules": "10. A hundred rules, and a backtest",
}


def _number(x):
    return f"{x:,.0f}" if abs(x) >= 100 else f"{x:,.3g}"


def _median(records, key):
    """None if not measured."""
    if key.endswith("/*"):
        best = [statistics.median(r["runs"]) for k, r in records.items() if k.startswith(key[:-1])]
        return max(best, default=None)
    return statistics.median(records[key]["runs"]) if key in records else None


def verdict(budget, records):
    """(value, met); value None if something was not measured."""
    over = _median(records, budget.over)
    under = 1 if budget.under is None else _median(records, budget.under)
    if over is None or not under:
        return None, False
    value = over / under
    return value, value >= budget.bound if budget.at_least else value <= budget.bound


def _budget_table(records):
    lines = ["| line | what | bound | measured | met |", "|---|---|---|---|---|"]
    for budget in budgets.budgets():
        value, met = verdict(budget, records)
        sign = "≥" if budget.at_least else "≤"
        shown = ("–", "not measured") if value is None else (_number(value), "yes" if met else "**no**")
        lines.append(f"| {budget.line} | {budget.what} | {sign} {budget.bound} | {shown[0]} | {shown[1]} |")
    return lines


def _measures(records, group):
    mine = [(key, r) for key, r in records.items() if key.split("/")[0] == group and "runs" in r]
    if not mine:
        return []
    lines = ["", f"## {TITLES[group]}", "",
             "| measurement | median | lowest | highest | runs | |", "|---|---|---|---|---|---|"]
    for key, r in mine:
        name = key.split("/", 1)[1].replace("/", ", ")
        median, lowest, highest = (_number(f(r["runs"])) for f in (statistics.median, min, max))
        lines.append(f"| {name} | {median} {r['unit']} | {lowest} | {highest} | {len(r['runs'])} | {r['note']} |")
    return lines


def write(path):
    records = record.load()
    lines = ["# Results", "",
             f"Written by `bench/run` at scale `{scale.NAME}`; [README.md](README.md) says what each line measures and how. "
             "Ratios are of medians; absolute figures belong to this machine.", "", "| | |", "|---|---|"]
    lines += [f"| {what} | {value} |" for what, value in records["facts"]["text"]]
    commits = sorted({r["commit"] for r in records.values() if "commit" in r})
    lines.append(f"| commit | {', '.join(commits)} |")
    lines += ["", "## The budgets", "", *_budget_table(records)]
    for group in TITLES:
        lines += _measures(records, group)
    if "profile" in records:
        lines += ["", "## Where the time goes", "", "```", records["profile"]["text"], "```"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(_budget_table(records)))
