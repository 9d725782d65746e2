// The settings of tqc (GUCs), all defined here.
//
// Some decide what a given log means: timezone, future_limit, reminder_grace, retention. Of those
// the value of the *database* rules (ALTER DATABASE ... SET, else the server's), never a session's
// or a role's, or two sessions would read one log in two ways. database_settings.cpp finds it.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/guard.h"

namespace tqc::pg {

/// Defines all settings; from _PG_init.
void define_settings();

enum class OnInvalid { error, failure };

namespace settings {

int engines();     // engines a database; 0: none, tqc.step() is the engine
int batch_size();  // events and alarms a turn
OnInvalid on_invalid();
std::string actor();                   // tqc.actor, or session_user when empty
std::vector<std::string> databases();  // empty: every database that has the extension

// Of the database. They read the catalog when something changed: need a transaction.
const std::string& timezone();
std::int64_t future_limit();              // microseconds
std::int64_t reminder_grace();            // microseconds
std::optional<std::int64_t> retention();  // microseconds; nothing: keep for ever

/// The server-wide values of the settings above and a counter of their changes, in shared memory:
/// a session cannot see what the server's value is once its role or itself has set another.
struct ServerWide {
  std::atomic<std::uint64_t> generation{1};
  slock_t mutex;  // protects all below
  char timezone[256];
  char future_limit[64];
  char reminder_grace[64];
  char retention[64];
};

/// Tells this process (and those it forks) where the server-wide values lie.
void share(ServerWide* memory);

/// Writes this process's own values there. Only for processes that belong to no database and no
/// role: the postmaster and the launcher.
void publish();

/// Counts the changes of server-wide and databases' settings; 0 without shared memory.
std::uint64_t generation();

/// A database's settings have changed: everybody is to read them again.
void touch();

}  // namespace settings

/// Reads an interval in any form PostgreSQL takes into microseconds, a day having 24 hours and a
/// month 30 days. Nothing if it is none or negative. Needs no transaction.
std::optional<std::int64_t> parse_interval(const char* text);

namespace detail {
// What the GUC machinery writes to; see settings.cpp.
extern char* timezone_value;
extern char* future_limit_value;
extern char* reminder_grace_value;
extern char* retention_value;
}  // namespace detail

}  // namespace tqc::pg
