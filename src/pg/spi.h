// SPI as C++: a session, kept plans, rows and arrays. Errors of the server come
// out as ServerError (guard.h).
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pg/guard.h"

namespace tqc::pg {

/// SPI_connect for a scope. When an exception passes, SPI is left to the abort of
/// the transaction, which clears it whole.
class SpiSession {
 public:
  SpiSession();
  ~SpiSession();
  SpiSession(const SpiSession&) = delete;
  SpiSession& operator=(const SpiSession&) = delete;

 private:
  int exceptions_;
};

/// One argument of a statement: a value or NULL.
struct Arg {
  Datum value = 0;
  bool null = true;
  Arg() = default;
  Arg(Datum v) : value(v), null(false) {}  // NOLINT(google-explicit-constructor)
};

Arg text_arg(std::string_view s);
inline Arg int8_arg(int64 v) { return {Int64GetDatum(v)}; }
inline Arg int4_arg(int32 v) { return {Int32GetDatum(v)}; }
inline Arg bool_arg(bool v) { return {BoolGetDatum(v)}; }
inline Arg time_arg(TimestampTz t) { return {TimestampTzGetDatum(t)}; }
Arg jsonb_arg(std::string_view json);

/// Grows one column of a bulk statement; becomes the array argument of unnest().
class Column {
 public:
  explicit Column(Oid type) : type_(type) {}
  void add(const Arg& a) {
    values_.push_back(a.value);
    nulls_.push_back(a.null);
  }
  std::size_t size() const { return values_.size(); }
  Arg array() const { return array(0, size()); }
  Arg array(std::size_t from, std::size_t to) const;  // of a part, `to` not included

 private:
  Oid type_;
  std::vector<Datum> values_;
  std::vector<char> nulls_;
};

/// The rows of the last statement; valid until the SPI session ends.
class Rows {
 public:
  Rows() = default;
  Rows(SPITupleTable* table, uint64 count) : table_(table), count_(count) {}
  uint64 size() const { return count_; }
  bool empty() const { return count_ == 0; }

  std::optional<Datum> datum(uint64 row, int column) const;  // columns count from 1
  std::optional<std::string> string(uint64 row, int column) const;
  int64 int8(uint64 row, int column) const { return DatumGetInt64(*datum(row, column)); }
  int32 int4(uint64 row, int column) const { return DatumGetInt32(*datum(row, column)); }
  bool boolean(uint64 row, int column) const { return DatumGetBool(*datum(row, column)); }
  TimestampTz time(uint64 row, int column) const {
    return DatumGetTimestampTz(*datum(row, column));
  }

 private:
  SPITupleTable* table_ = nullptr;
  uint64 count_ = 0;
};

/// A statement prepared once for each backend and kept. Declare it `static`.
class Statement {
 public:
  Statement(const char* sql, std::initializer_list<Oid> types) : sql_(sql), types_(types) {}
  Rows run(std::initializer_list<Arg> args, long limit = 0);
  Rows run(const std::vector<Arg>& args, long limit = 0);

 private:
  Rows execute(const Arg* args, std::size_t count, long limit);

  const char* sql_;
  std::vector<Oid> types_;
  SPIPlanPtr plan_ = nullptr;
};

std::string to_string(const ::text* t);
std::string_view to_view(Datum text_datum);  // of a detoasted text
std::vector<std::string> to_strings(Datum text_array);
Datum to_text_array(const std::vector<std::string>& items);
std::string jsonb_text(Datum jsonb);
std::string bytes(Datum bytea);
Arg bytes_arg(std::string_view bytes);

}  // namespace tqc::pg
