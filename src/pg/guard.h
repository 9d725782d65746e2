// The border between C++ and the server, crossed in two places only.
//
// Inwards (server -> C++): TQC_FUNCTION defines an SQL function whose body may
// throw. boundary() catches everything, leaves the C++ scopes so that every
// destructor has run, and only then raises the server error. A handler must not
// call ereport itself: the longjmp would strand the exception object.
//
// Outwards (C++ -> server): call(f) runs one server call and turns its ereport
// into a ServerError. A longjmp over a C++ frame skips destructors, so the lambda
// given to call() holds only trivially destructible locals.
//
//   bad:   call([&] { std::string s = name(); SPI_execute(s.c_str(), ...); });
//   good:  std::string s = name(); call([&] { SPI_execute(s.c_str(), ...); });
//
// A caught ServerError must travel on to the boundary, because the transaction
// is broken after it. The only exception is quiet_call(), for pure functions of
// the server (jsonpath, number and time parsing) that touch nothing but memory.
#pragma once

#include <cstring>
#include <exception>
#include <string>
#include <type_traits>

#include "core/error.h"
#include "pg/pg.h"

namespace tqc::pg {

/// A server error on its way through C++ frames to the boundary.
class ServerError : public std::exception {
 public:
  explicit ServerError(ErrorData* data) : data(data) {}
  const char* what() const noexcept override { return data->message; }
  ErrorData* data;  // lives in the memory context of the failed call
};

/// What boundary() keeps of an exception after its C++ scope is gone.
struct Escaped {
  ErrorData* server = nullptr;
  char sqlstate[6] = "XX000";
  char message[1024] = "";
  char detail[1024] = "";
  char hint[512] = "";

  void keep(const Error& e) noexcept;
  void keep(const char* state, const char* text) noexcept;
  [[noreturn]] void raise() const;
};

template <class F>
auto boundary(F&& f) -> decltype(f()) {
  Escaped escaped;
  try {
    return f();
  } catch (const ServerError& e) {
    escaped.server = e.data;
  } catch (const Error& e) {
    escaped.keep(e);
  } catch (const std::bad_alloc&) {
    escaped.keep("53200", "out of memory");
  } catch (const std::exception& e) {
    escaped.keep("XX000", e.what());
  } catch (...) {
    escaped.keep("XX000", "unknown C++ exception");
  }
  escaped.raise();
}

template <class F>
auto call(F&& f) -> decltype(f()) {
  using R = decltype(f());
  MemoryContext context = CurrentMemoryContext;
  ErrorData* volatile error = nullptr;
  if constexpr (std::is_void_v<R>) {
    PG_TRY();
    { f(); }
    PG_CATCH();
    {
      MemoryContextSwitchTo(context);
      error = CopyErrorData();
      FlushErrorState();
    }
    PG_END_TRY();
    if (error != nullptr) throw ServerError(error);
  } else {
    volatile R result{};
    PG_TRY();
    { result = f(); }
    PG_CATCH();
    {
      MemoryContextSwitchTo(context);
      error = CopyErrorData();
      FlushErrorState();
    }
    PG_END_TRY();
    if (error != nullptr) throw ServerError(error);
    return const_cast<R&>(result);
  }
}

/// True for errors that say something about the data, not about the server: the
/// only ones that may be swallowed into a failure.
bool is_data_error(const ErrorData* error);

/// Runs a pure function of the server; a data error becomes tqc::Error with the
/// server's SQLSTATE and text, anything else a ServerError.
template <class F>
auto quiet_call(F&& f) -> decltype(f()) {
  try {
    return call(f);
  } catch (const ServerError& e) {
    if (!is_data_error(e.data)) throw;
    char state[6];
    std::memcpy(state, unpack_sql_state(e.data->sqlerrcode), 6);
    std::string message = e.data->message != nullptr ? e.data->message : "";
    std::string detail = e.data->detail != nullptr ? e.data->detail : "";
    FreeErrorData(e.data);
    throw Error(state, message, detail);
  }
}

}  // namespace tqc::pg

/// Defines the SQL-callable function `name`; the body may throw.
#define TQC_FUNCTION(name)                                              \
  extern "C" {                                                          \
  PGDLLEXPORT Datum name(PG_FUNCTION_ARGS);                             \
  PG_FUNCTION_INFO_V1(name);                                            \
  }                                                                     \
  static Datum name##_body(FunctionCallInfo fcinfo);                    \
  extern "C" Datum name(PG_FUNCTION_ARGS) {                             \
    return tqc::pg::boundary([fcinfo] { return name##_body(fcinfo); }); \
  }                                                                     \
  static Datum name##_body([[maybe_unused]] FunctionCallInfo fcinfo)
