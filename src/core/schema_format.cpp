#include "core/schema_format.h"

#include "core/instant.h"
#include "core/pure.h"

namespace tqc::schema {

bool has_format(Format format, std::string_view text) {
  switch (format) {
    case Format::none:
      return true;
    case Format::date:
      return is_rfc3339_date(text);
    case Format::time:
      return is_rfc3339_time(text);
    case Format::date_time:
      return is_rfc3339_date_time(text);
  }
  return true;
}

const char* format_words(Format format) {
  switch (format) {
    case Format::none:
      return "";
    case Format::date:
      return "a date as 2026-01-05";
    case Format::time:
      return "a time as 08:00:00+08:00";
    case Format::date_time:
      return "a time as 2026-01-05T08:00:00+08:00";
  }
  return "";
}

}  // namespace tqc::schema
