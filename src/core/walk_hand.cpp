// Hand actions. The data of their events, written by sql/hand/ only:
//   {"task": {"rule", "key", "opened_by", "occurrence" (as in TaskName)}, "reason", "actor",
//    "at" (close), "by" (extend, ISO 8601), "receivers" (reassign)}
#include <nlohmann/json.hpp>

#include <algorithm>

#include "core/range.h"
#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

std::optional<Walk::Index> Walk::find(const TaskName& name) const {
  for (Index i = 0; i < state_.tasks.size(); ++i) {
    if (state_.tasks[i].name == name) return i;
  }
  return std::nullopt;
}

void Walk::hand(const Event& e) {
  if (e.type->code == "tqc.correct") return;  // applied before the walk, see resolve.h
  try {
    act_by_hand(e);
  } catch (const nlohmann::json::exception& error) {
    throw Error(sqlstate::kDataRefused, std::string("not a hand action: ") + error.what());
  }
}

void Walk::act_by_hand(const Event& e) {
  const std::string& type = e.type->code;
  nlohmann::json data = nlohmann::json::parse(facts_.data(e));
  const auto& named = data.at("task");
  TaskName name{named.at("rule"), named.value("key", ""), named.at("opened_by"),
                named.at("occurrence")};
  std::string reason = data.value("reason", "");
  std::string actor = data.value("actor", "");
  Time at = e.place.at;

  auto found = find(name);
  if (!history_ && (!found || !running(task(*found).status))) throw NeedHistory();
  if (!found) throw Error(sqlstate::kWrongState, "no task of that name");
  Index i = *found;
  Task& t = task(i);

  if (type == "tqc.reopen") return reopen(i, e, reason, actor);
  if (type == "tqc.extend") {
    if (t.due == kNever || (!running(t.status) && t.status != Status::late)) return;
    Time due = facts_.add(t.due, parse_duration(data.at("by").get<std::string>()));
    check_range(due);
    t.added += due - t.due;
    if (t.floor != kAlways) t.floor += due - t.due;
    t.due = due;
    due_moved(i, at, e.place.seq, "extended", reason, actor);
    return;
  }
  if (!running(t.status)) return;  // ended there: recorded in the log, without effect

  if (type == "tqc.close") {
    Time closed_at = at;
    if (data.contains("at") && data["at"].is_string()) {
      closed_at = std::min(at, facts_.read_time({Value::Kind::string, data["at"]}));
    }
    if (t.version->definition->forbid && !in_time(t, closed_at)) return;
    close_task(i, closed_at, e, reason, actor);
  } else if (type == "tqc.cancel") {
    end(i, Status::cancelled, at, e.place.seq, reason, actor);
  } else if (type == "tqc.waive") {
    end(i, Status::waived, at, e.place.seq, reason, actor);
  } else if (type == "tqc.reassign") {
    std::vector<std::string> receivers;
    for (auto& receiver : data.at("receivers").get<std::vector<std::string>>()) {
      take_receiver(receivers, std::move(receiver));
    }
    t.receivers = std::move(receivers);
    t.follows = false;
    note(i, "reassigned", at, e.place.seq, reason, actor);
  }
}

// The old due time stays, and a window that is over stays open until its close.
void Walk::reopen(Index i, const Event& e, const std::string& reason, const std::string& actor) {
  Task& t = task(i);
  Time at = e.place.at;
  if (running(t.status)) return;
  if (t.ends < at) {
    t.ends = kNever;
    t.floor = t.due;
  }
  t.status = t.opened_at > at ? Status::waiting : Status::open;
  t.closed_at = kNever;
  t.closed_by = 0;
  t.reason = reason;
  t.overdue_at = kNever;
  t.elapsed = 0;
  t.scheduled_at = std::max(t.opened_at, at);
  t.paused_at = stands_since(*t.version, t.name.key, at);
  if (t.follows) {  // what the context became meanwhile
    t.receivers = fill(t.version->definition->receivers, t, nullptr, true);
    t.message = fill_message(t, nullptr);
  }
  start_running(i);
  note(i, "reopened", at, e.place.seq, reason, actor);
  schedule(i);
}

}  // namespace tqc
