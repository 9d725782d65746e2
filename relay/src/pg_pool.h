// A few connections that answer the sessions' queries, first come first served. A lost connection
// is made anew with backoff.
//
// While no connection is ready a query is answered at once with nothing (Rows().ok() is false):
// callers tell their client to try later rather than pile up.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backoff.h"
#include "pg_connection.h"

namespace tqc::relay {

class PgPool {
 public:
  PgPool(const Executor& executor, std::string conninfo, int size);
  ~PgPool();
  PgPool(const PgPool&) = delete;
  PgPool& operator=(const PgPool&) = delete;

  std::function<void()> on_connected;  // some connection has become ready

  void start();
  void query(std::string sql, std::vector<Parameter> parameters, PgConnection::Answer answer);
  void close();
  [[nodiscard]] bool ready() const;

 private:
  struct Slot {
    explicit Slot(const Executor& executor) : retry(executor) {}
    std::shared_ptr<PgConnection> connection;
    Timer retry;
    Backoff backoff;
    bool usable = false;  // connected and prepared for our queries
  };
  struct Query {
    std::string sql;
    std::vector<Parameter> parameters;
    PgConnection::Answer answer;
  };

  void connect(Slot& slot);
  void lost(Slot& slot, const std::string& reason);
  void work();

  Executor executor_;
  std::string conninfo_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::deque<Query> waiting_;
};

// What every connection of the relay sets first: answers read the same whatever the server's or the
// role's settings are.
extern const char* const session_settings;

}  // namespace tqc::relay
