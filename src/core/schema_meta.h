// The schema of schemas.
#pragma once

namespace tqc::schema {

inline constexpr const char* kMetaUri = "http://json-schema.org/draft-07/schema";

/// JSON Schema draft 7's own schema, as published.
extern const char* const kMetaSchema;

}  // namespace tqc::schema
