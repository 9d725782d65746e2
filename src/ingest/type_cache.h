// The event types in force, as this backend knows them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/event.h"
#include "core/schema.h"

namespace tqc::ingest {

struct KnownType {
  int id = 0;  // of the version
  std::string code;
  bool enabled = true;
  std::unique_ptr<const schema::Schema> schema;  // null: any data
};

/// The version of `code` in force, or null if there is none. Valid until the next look-up. Needs an
/// SPI session.
///
/// In force is what is committed (or done by this transaction itself) at the call, not at the
/// transaction's snapshot: as with the server's own catalogs, what is kept for later transactions
/// must not be older than they are.
const KnownType* find_type(std::string_view code);

/// The code of a version, for ever the same.
const std::string& type_code(int id);

/// For hints: up to three known codes that look like `code`, quoted and joined; or nothing.
std::string similar_types(std::string_view code);

}  // namespace tqc::ingest
