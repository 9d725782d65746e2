// Functions that cross the border of pg/guard.h in every way, with objects on the way that count
// their births and deaths.
#include <new>
#include <stdexcept>
#include <string>

#include "pg/guard.h"

extern "C" {
PG_MODULE_MAGIC;
}

namespace {

int alive = 0;
int born = 0;

struct Counted {
  Counted() { ++alive, ++born; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --alive; }
};

void raise_in_server(const std::string& kind) {
  Counted here;
  if (kind == "division") {
    tqc::pg::call([] { DirectFunctionCall2(int4div, Int32GetDatum(1), Int32GetDatum(0)); });
  } else if (kind == "spi") {
    Counted there;
    tqc::pg::call([] {
      SPI_connect();
      SPI_execute("INSERT INTO once VALUES (1)", false, 0);
      SPI_finish();
    });
  }
}

[[noreturn]] void raise_in_cpp(const std::string& kind) {
  Counted here;
  if (kind == "tqc") throw tqc::Error("TQ008", "wrong state", "the detail", "the hint");
  if (kind == "std") throw std::runtime_error("a C++ error");
  if (kind == "memory") throw std::bad_alloc();
  throw 42;
}

std::string argument(FunctionCallInfo fcinfo) { return text_to_cstring(PG_GETARG_TEXT_PP(0)); }

}  // namespace

/// Leaves by the server's error or the C++ exception that is named; otherwise returns.
TQC_FUNCTION(border_raise) {
  std::string kind = argument(fcinfo);
  Counted outer;
  if (kind == "none") PG_RETURN_VOID();
  if (kind == "division" || kind == "spi") raise_in_server(kind);
  raise_in_cpp(kind);
}

/// Tries to swallow the server's error by quiet_call(), as one may with an error in the data.
TQC_FUNCTION(border_swallow) {
  std::string kind = argument(fcinfo);
  Counted outer;
  try {
    if (kind == "data") {
      tqc::pg::quiet_call([] { DirectFunctionCall2(int4div, Int32GetDatum(1), Int32GetDatum(0)); });
    } else {
      tqc::pg::quiet_call([] {
        SPI_connect();
        SPI_execute("INSERT INTO once VALUES (1)", false, 0);
        SPI_finish();
      });
    }
  } catch (const tqc::Error& e) {
    PG_RETURN_TEXT_P(cstring_to_text((e.sqlstate + " " + e.what()).c_str()));
  }
  PG_RETURN_TEXT_P(cstring_to_text("none"));
}

TQC_FUNCTION(border_alive) { PG_RETURN_INT32(alive); }
TQC_FUNCTION(border_born) { PG_RETURN_INT32(born); }
