// JSON Schema with the server's means: its regular expressions, its encoding, its interrupts.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/schema.h"
#include "pg/pg.h"

namespace tqc::ingest {

/// Throws tqc::Error TQ003.
std::unique_ptr<const schema::Schema> compile_schema(std::string_view json);

/// Throws tqc::Error TQ002 naming the place in the data and what was expected there.
void check_data(std::string_view type, const schema::Schema& schema, const Jsonb* data);

}  // namespace tqc::ingest
