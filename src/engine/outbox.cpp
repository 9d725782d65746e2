#include "engine/outbox.h"

#include <algorithm>

#include "ipc/own_lock.h"

namespace tqc::engine {

namespace {

using Receivers = std::vector<std::string>;

Receivers minus(const Receivers& a, const Receivers& b) {
  Receivers left;
  for (const auto& r : a) {
    if (std::find(b.begin(), b.end(), r) == b.end()) left.push_back(r);
  }
  return left;
}

// An array of the server holds 1 GB at most, and each receiver has a payload of his own in it.
constexpr std::size_t kSlice = 64U << 20;

Receivers both(const Receivers& a, const Receivers& b) { return minus(a, minus(a, b)); }

bool shown(const Task& t) { return running(t.status) && t.status != Status::waiting; }

// Did an ended task ever appear, or did it end while it was waiting?
bool appeared(const Task& t) { return t.closed_at >= t.opened_at || t.status == Status::met; }

const char* kind_of_end(Status s) {
  switch (s) {
    case Status::replaced:
    case Status::cancelled:
    case Status::waived:
      return "cancelled";
    default:
      return "closed";
  }
}

}  // namespace

void Outbox::push(const Receivers& receivers, const char* kind, const Work& w, const Task& t,
                  const std::string& step, const std::string& reason) {
  if (receivers.empty()) return;
  pg::Arg body = payload(t, w.subject, contexts_, step, reason);
  pg::Arg name = pg::text_arg(std::string_view(kind));
  for (const auto& receiver : receivers) {
    receivers_.add(pg::text_arg(receiver));
    kinds_.add(name);
    tasks_.add(pg::int8_arg(t.id));
    payloads_.add(body);
    bytes_ += VARSIZE_ANY(DatumGetPointer(body.value)) + receiver.size();
    if (bytes_ < kSlice) continue;
    ends_.push_back(tasks_.size());
    bytes_ = 0;
  }
}

void Outbox::appeared_or_changed(const Work& w, const Task& t, const Known* before) {
  bool was = before != nullptr && before->shown();
  bool is = shown(t);
  bool unseen = before == nullptr || before->withdrawn || before->status == Status::waiting;

  Receivers lost = was ? minus(before->receivers, t.receivers) : Receivers();
  Receivers gained = was ? minus(t.receivers, before->receivers) : Receivers();
  if (unseen ? (is || (!running(t.status) && appeared(t))) : (is && !was)) gained = t.receivers;

  if (!lost.empty()) push(lost, "cancelled", w, t, {}, "reassigned");
  if (!gained.empty()) push(gained, "opened", w, t);
  bool changed =
      was && is &&
      (before->due != t.due || before->message != t.message || before->paused_at != t.paused_at ||
       (before->status == Status::overdue && t.status == Status::open));
  bool judged_anew = !unseen && !was && !is && before->status != t.status;
  if (changed || judged_anew) {
    push(was ? both(before->receivers, t.receivers) : t.receivers, "changed", w, t);
  }

  Receivers then = was ? before->receivers : Receivers();
  Receivers now = is ? t.receivers : Receivers();
  for (const auto& r : minus(now, then)) {
    gained_by_.add(pg::text_arg(r));
    gained_.add(pg::int8_arg(t.id));
  }
  for (const auto& r : minus(then, now)) {
    lost_by_.add(pg::text_arg(r));
    lost_.add(pg::int8_arg(t.id));
  }
}

void Outbox::effect(const Work& w, const Task& t, const std::string& step,
                    const Receivers& receivers) {
  bool overdue = step == "overdue";
  push(receivers, overdue ? "overdue" : "reminded", w, t, overdue ? std::string() : step);
}

void Outbox::ended(const Work& w, const Task& t, const Known* before) {
  if (running(t.status)) return;
  bool was = before != nullptr && before->shown();
  bool unseen = before == nullptr || before->withdrawn || before->status == Status::waiting;
  if (was || (unseen && appeared(t))) {
    push(t.receivers, kind_of_end(t.status), w, t);
  }
}

void Outbox::withdrawn(const Work& w, const Task& t) {
  push(t.receivers, "cancelled", w, t, {}, "withdrawn");
  for (const auto& r : t.receivers) {
    lost_by_.add(pg::text_arg(r));
    lost_.add(pg::int8_arg(t.id));
  }
}

void Outbox::write() {
  static pg::Statement lose(
      "DELETE FROM tqc.assignment a USING unnest($1, $2) u(receiver, task_id),"
      "  LATERAL (SELECT r.ctid FROM tqc.assignment r"
      "            WHERE r.receiver = u.receiver AND r.task_id = u.task_id OFFSET 0) at"
      " WHERE a.ctid = at.ctid",
      {TEXTARRAYOID, INT8ARRAYOID});
  static pg::Statement gain(
      "INSERT INTO tqc.assignment (receiver, task_id) SELECT * FROM unnest($1, $2)"
      " ON CONFLICT DO NOTHING",
      {TEXTARRAYOID, INT8ARRAYOID});
  static pg::Statement insert(
      "WITH pushed AS ("
      "  INSERT INTO tqc.push (at, receiver, kind, task_id, payload)"
      "  SELECT $1, * FROM unnest($2, $3, $4, $5) RETURNING seq)"
      "SELECT max(seq) FROM pushed",
      {TIMESTAMPTZOID, TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID, JSONBARRAYOID});

  if (lost_.size() > 0) lose.run({lost_by_.array(), lost_.array()});
  if (gained_.size() > 0) gain.run({gained_by_.array(), gained_.array()});
  if (tasks_.size() == 0) return;
  ipc::lock_until_end(ipc::LockClass::outbox, 0);
  if (bytes_ > 0) ends_.push_back(tasks_.size());
  std::int64_t highest = 0;
  std::size_t from = 0;
  for (std::size_t to : ends_) {
    pg::Rows rows =
        insert.run({pg::time_arg(now_), receivers_.array(from, to), kinds_.array(from, to),
                    tasks_.array(from, to), payloads_.array(from, to)});
    highest = rows.int8(0, 1);
    from = to;
  }
  std::string bell =
      "{\"seq\": " + std::to_string(highest) + ", \"n\": " + std::to_string(tasks_.size()) + "}";
  const char* text = bell.c_str();
  pg::call([=] { Async_Notify("tqc", text); });
}

}  // namespace tqc::engine
