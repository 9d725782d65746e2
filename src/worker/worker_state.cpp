// tqc.worker_state(): the launcher and the workers of this database as shared memory knows them.
// Empty when tqc is not preloaded.
#include <string>
#include <vector>

#include "ipc/shared.h"
#include "pg/guard.h"

namespace tqc::worker {

namespace {

using ipc::Locked;
using ipc::shared;
using ipc::Slot;
using ipc::State;

const char* name_of(State state) {
  switch (state) {
    case State::free:
      return "free";
    case State::starting:
      return "starting";
    case State::running:
      return "running";
    case State::failing:
      return "failing";
    case State::exited:
      return "exited";
    case State::waiting:
      return "waiting";
  }
  return "?";
}

struct Line {
  const char* type = nullptr;
  bool launcher = false;
  int pid = 0;
  int engine = 0;
  int engines = 0;
  State state = State::running;
  std::string last_error;
  TimestampTz last_error_at = 0;
  std::int64_t events = 0;
  std::int64_t batches = 0;
  std::int64_t errors = 0;
  TimestampTz last_batch_at = 0;
  Time next_alarm = kNever;
};

std::vector<Line> lines() {
  std::vector<Line> result;
  if (shared == nullptr) return result;
  Locked locked(LW_SHARED);
  if (shared->launcher_pid != 0) {
    Line line;
    line.type = "tqc launcher";
    line.launcher = true;
    line.pid = shared->launcher_pid;
    result.push_back(line);
  }
  for (const Slot& slot : *shared) {
    if (slot.database.load() != MyDatabaseId) continue;
    result.push_back({name_of(slot.role), false, slot.pid, slot.engine, slot.engines, slot.state,
                      slot.last_error, slot.last_error_at, slot.events, slot.batches, slot.errors,
                      slot.last_batch_at, slot.next_alarm});
  }
  return result;
}

constexpr int kColumns = 12;

void put(ReturnSetInfo* out, const Line& line) {
  const char* error = line.last_error.c_str();
  pg::call([&] {
    Datum values[kColumns];
    bool nulls[kColumns] = {};
    auto time = [&](int i, TimestampTz t) {
      values[i] = TimestampTzGetDatum(t);
      nulls[i] = t == 0 || t == kNever;
    };
    values[0] = CStringGetTextDatum(line.type);
    values[1] = Int32GetDatum(line.pid);
    nulls[1] = line.pid == 0;
    values[2] = Int32GetDatum(line.engine);
    values[3] = Int32GetDatum(line.engines);
    values[4] = CStringGetTextDatum(name_of(line.state));
    values[5] = CStringGetTextDatum(error);
    nulls[5] = *error == '\0';
    time(6, line.last_error_at);
    values[7] = Int64GetDatum(line.events);
    values[8] = Int64GetDatum(line.batches);
    values[9] = Int64GetDatum(line.errors);
    time(10, line.last_batch_at);
    time(11, line.next_alarm);
    if (line.engines == 0) nulls[2] = nulls[3] = true;
    if (line.launcher) nulls[7] = nulls[8] = nulls[9] = true;
    tuplestore_putvalues(out->setResult, out->setDesc, values, nulls);
  });
}

}  // namespace

}  // namespace tqc::worker

TQC_FUNCTION(tqc_worker_state) {
  tqc::pg::call([=] { InitMaterializedSRF(fcinfo, 0); });
  auto* out = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  for (const auto& line : tqc::worker::lines()) tqc::worker::put(out, line);
  return 0;
}
