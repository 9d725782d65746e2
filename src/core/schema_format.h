// The formats that are asserted: RFC 3339's date, time and date-time.
#pragma once

#include <string_view>

#include "core/schema.h"

namespace tqc::schema {

bool has_format(Format format, std::string_view text);
const char* format_words(Format format);

}  // namespace tqc::schema
