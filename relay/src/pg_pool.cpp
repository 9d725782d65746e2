#include "pg_pool.h"

#include <algorithm>

#include "log.h"

namespace tqc::relay {

const char* const session_settings =
    "SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO', false), "
    "set_config('statement_timeout', '15s', false), "
    "set_config('idle_in_transaction_session_timeout', '15s', false), set_config('search_path', "
    "'pg_catalog', false)";

PgPool::PgPool(const Executor& executor, std::string conninfo, int size)
    : executor_(executor), conninfo_(std::move(conninfo)) {
  for (int i = 0; i < size; ++i) slots_.push_back(std::make_unique<Slot>(executor));
}

PgPool::~PgPool() { close(); }

void PgPool::close() {
  for (auto& slot : slots_) {
    slot->retry.cancel();
    slot->usable = false;
    if (slot->connection) slot->connection->close();
  }
}

bool PgPool::ready() const {
  return std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->usable; });
}

void PgPool::start() {
  for (auto& slot : slots_) connect(*slot);
}

void PgPool::connect(Slot& slot) {
  slot.connection = std::make_shared<PgConnection>(executor_);
  slot.connection->on_lost = [this, &slot](const std::string& reason) { lost(slot, reason); };
  slot.connection->connect(conninfo_, [this, &slot] {
    slot.connection->query(session_settings, {}, [this, &slot](const Rows& rows) {
      if (rows.lost()) return;  // on_lost follows
      if (!rows.ok()) {
        slot.connection->close();
        return lost(slot, rows.error());
      }
      slot.usable = true;
      slot.backoff.reset();
      if (on_connected) on_connected();
      work();
    });
  });
}

void PgPool::lost(Slot& slot, const std::string& reason) {
  slot.usable = false;
  auto wait = slot.backoff.wait();
  log(Level::warning, "database connection lost",
      {{"use", "queries"}, {"reason", reason}, {"retry_ms", wait.count()}});
  slot.retry.expires_after(wait);
  slot.retry.async_wait([this, &slot](error_code error) {
    if (!error) connect(slot);
  });
  if (ready()) return;
  for (auto& query : std::exchange(waiting_, {})) query.answer(Rows());
}

void PgPool::query(std::string sql, std::vector<Parameter> parameters,
                   PgConnection::Answer answer) {
  if (!ready()) return answer(Rows());
  waiting_.push_back({std::move(sql), std::move(parameters), std::move(answer)});
  work();
}

void PgPool::work() {
  for (auto& slot : slots_) {
    if (waiting_.empty()) return;
    if (!slot->usable || !slot->connection->ready()) continue;
    auto query = std::move(waiting_.front());
    waiting_.pop_front();
    slot->connection->query(query.sql, query.parameters,
                            [this, answer = std::move(query.answer)](Rows rows) {
                              if (!rows.ok())
                                log(Level::warning, "query failed", {{"reason", rows.error()}});
                              answer(std::move(rows));
                              work();
                            });
  }
}

}  // namespace tqc::relay
