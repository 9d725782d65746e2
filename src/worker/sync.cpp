// tqc.sync(timeout): wait until the engines have applied all that was committed before the call.
//
// A ticket protocol. The caller draws a ticket from each engine of the database (slot.requested)
// and rings. An engine reads slot.requested before its turn takes a snapshot; when a turn leaves
// nothing to do, it sets slot.done to what it had read. Whatever was committed before the ticket
// was drawn is in the snapshot of that turn, and its now() is not before the call.
#include <algorithm>
#include <climits>
#include <vector>

#include "ipc/bell.h"
#include "ipc/shared.h"
#include "pg/guard.h"

namespace tqc::worker {

namespace {

using ipc::Locked;
using ipc::Role;
using ipc::shared;
using ipc::Slot;

struct Ticket {
  const Slot* slot;
  std::uint64_t incarnation;
  std::uint64_t number;
};

/// One ticket from each engine of this database, or none at all while not all of a split are there.
std::vector<Ticket> draw_tickets() {
  std::vector<Ticket> tickets;
  std::size_t engines = 0;
  Locked locked(LW_SHARED);
  for (Slot& slot : *shared) {
    if (slot.role != Role::engine || slot.database.load() != MyDatabaseId) continue;
    if (slot.pid == 0 || slot.stop) continue;
    engines = static_cast<std::size_t>(slot.engines);
    tickets.push_back({&slot, slot.incarnation, slot.requested.fetch_add(1) + 1});
  }
  if (tickets.size() != engines) tickets.clear();
  return tickets;
}

enum class Progress { served, pending, lost };

Progress look(const std::vector<Ticket>& tickets) {
  if (tickets.empty()) return Progress::lost;
  bool all = true;
  Locked locked(LW_SHARED);
  for (const Ticket& ticket : tickets) {
    if (ticket.slot->incarnation != ticket.incarnation || ticket.slot->pid == 0) {
      return Progress::lost;
    }
    all = all && ticket.slot->done.load() >= ticket.number;
  }
  return all ? Progress::served : Progress::pending;
}

/// Fewer engines than wanted are there: the server has just started, one was killed, the number
/// has changed, or the launcher does not know of this database yet.
std::vector<Ticket> draw_and_ring() {
  std::vector<Ticket> tickets = draw_tickets();
  if (tickets.empty()) {
    ipc::ring_launcher(MyDatabaseId);
  } else {
    ipc::ring_now();
  }
  return tickets;
}

bool sync(std::int64_t timeout) {
  std::vector<Ticket> tickets = draw_and_ring();
  TimestampTz start = GetCurrentTimestamp();
  bool served = false;
  ConditionVariablePrepareToSleep(&shared->progress);
  for (;;) {
    Progress progress = look(tickets);
    served = progress == Progress::served;
    if (served) break;
    std::int64_t left = timeout - (GetCurrentTimestamp() - start);
    if (left <= 0) break;
    if (progress == Progress::lost) tickets = draw_and_ring();
    long wait = std::min<std::int64_t>((left + 999) / 1000, INT_MAX / 2);
    pg::call([wait] { ConditionVariableTimedSleep(&shared->progress, wait, PG_WAIT_EXTENSION); });
  }
  ConditionVariableCancelSleep();
  return served;
}

void check_allowed() {
  const char* step = "Use tqc.step() to run the engine in this session.";
  if (shared == nullptr) {
    throw Error("55000", "tqc is not loaded at server start, so there is no engine to wait for", {},
                "Add tqc to shared_preload_libraries and restart the server, or use tqc.step().");
  }
  if (RecoveryInProgress()) {
    throw Error("55000", "there is no engine on a server in recovery");
  }
  if (pg::settings::engines() == 0) {
    throw Error("55000", "there is no engine to wait for: tqc.engines is 0", {}, step);
  }
  auto named = pg::settings::databases();
  char* name = pg::call([] { return get_database_name(MyDatabaseId); });
  if (!named.empty() && std::find(named.begin(), named.end(), name) == named.end()) {
    throw Error("55000", "there is no engine to wait for: tqc.databases leaves this database out",
                {}, step);
  }
  if (ipc::has_emitted()) {
    throw Error(sqlstate::kWrongState, "cannot wait for events of this transaction",
                "They become visible to the engine when the transaction commits.",
                "Call tqc.sync() after COMMIT.");
  }
}

std::int64_t microseconds(const Interval& interval) {
  std::int64_t days = std::int64_t{interval.month} * DAYS_PER_MONTH + interval.day;
  std::int64_t result = 0;
  if (__builtin_mul_overflow(days, USECS_PER_DAY, &result) ||
      __builtin_add_overflow(result, interval.time, &result)) {
    return days > 0 ? kNever / 2 : 0;
  }
  return result;
}

}  // namespace

}  // namespace tqc::worker

TQC_FUNCTION(tqc_sync) {
  tqc::worker::check_allowed();
  PG_RETURN_BOOL(tqc::worker::sync(tqc::worker::microseconds(*PG_GETARG_INTERVAL_P(0))));
}
