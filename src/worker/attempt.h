// Work of a worker that may fail without ending it.
#pragma once

#include <exception>
#include <string>

#include "pg/guard.h"

namespace tqc::worker {

/// What an exception said, kept beyond the memory of the aborted transaction.
struct Fault {
  std::string sqlstate;
  std::string message;
  std::string detail;
  bool of_data = false;  // it says something about the data, and trying again would not help
};

/// What is being thrown. Only in a catch block.
inline Fault current_fault() {
  try {
    throw;
  } catch (const pg::ServerError& e) {
    return {unpack_sql_state(e.data->sqlerrcode), e.what(),
            e.data->context != nullptr ? e.data->context : "", pg::is_data_error(e.data)};
  } catch (const Error& e) {
    return {e.sqlstate, e.what(), e.detail, !e.sqlstate.starts_with("XX")};
  } catch (const std::exception& e) {
    return {"XX000", e.what(), "", false};
  } catch (...) {
    return {"XX000", "unknown C++ exception", "", false};
  }
}

/// Runs f and aborts its transaction if it throws. True if it did not.
template <class F>
bool attempt(Fault& fault, F&& f) {
  try {
    f();
    return true;
  } catch (...) {
    fault = current_fault();
  }
  // An error in here ends the process (nobody catches it), and the launcher starts another.
  HOLD_INTERRUPTS();
  AbortCurrentTransaction();
  RESUME_INTERRUPTS();
  return false;
}

}  // namespace tqc::worker
