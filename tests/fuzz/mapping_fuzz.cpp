// Any bytes are a mapping and a document, or are refused; and data that were read are JSON, times
// RFC 3339.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/hl7.h"
#include "core/instant.h"
#include "core/mapping.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

class AnyPath : public tqc::mapping::Paths {
 public:
  std::optional<std::string> fault(tqc::mapping::Format, const std::string& path,
                                   const tqc::mapping::Namespaces&) override {
    if (path.size() > 4096) return "too long";
    return std::nullopt;
  }
};

/// HL7, where it is one; for other formats every path yields the same values.
class Anything : public tqc::mapping::Document {
 public:
  Anything(tqc::mapping::Format format, std::string_view text) {
    if (format == tqc::mapping::Format::hl7) {
      message_.emplace(text);
    } else {
      values_ = tqc::parse_json(text).items;
    }
  }

  std::vector<tqc::Json> find(const std::string& path) override {
    if (!message_) return values_;
    std::vector<tqc::Json> found;
    for (const auto& value : message_->values(*tqc::hl7::Path::parse(path))) {
      tqc::Json& json = found.emplace_back();
      if (!value) continue;
      json.kind = tqc::JsonKind::string;
      json.text = *value;
    }
    return found;
  }

 private:
  std::optional<tqc::hl7::Message> message_;
  std::vector<tqc::Json> values_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The first line is the mapping.
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t end = text.find('\n');
  if (end == text.npos) return 0;
  try {
    AnyPath paths;
    for (const auto& mapping : tqc::mapping::parse(tqc::parse_json(text.substr(0, end)), paths)) {
      Anything document(mapping.format, text.substr(end + 1));
      tqc::mapping::takes(mapping, document);
      tqc::mapping::Found found;
      tqc::mapping::apply(mapping, document, found);
      expect(tqc::read_written_time(found.time)->has_time);
      tqc::parse_json(found.data, 1000);
    }
  } catch (const tqc::Error& e) {
    std::string_view state = e.sqlstate;
    expect(state == tqc::sqlstate::kDefinitionRefused || state == tqc::sqlstate::kDataRefused ||
           state == tqc::sqlstate::kNoTimeOfDay);
  }
  return 0;
}
