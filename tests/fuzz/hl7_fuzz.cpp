// Any bytes are an HL7 message and a path into it, or are refused; and what is found fits into the
// message.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/hl7.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The first line is the path.
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t end = text.find('\n');
  if (end == text.npos) return 0;
  auto path = tqc::hl7::Path::parse(text.substr(0, end));
  text.remove_prefix(end + 1);
  try {
    tqc::hl7::Message message(text);
    if (message.kind().size() > text.size()) std::abort();
    for (std::string_view name : {"MSH-10", "PV1-19", "PV1-7[2].1.1", "OBX[2]-5"}) {
      message.values(*tqc::hl7::Path::parse(name));
    }
    if (!path) return 0;
    for (const auto& value : message.values(*path)) {
      if (value && (value->empty() || value->size() > text.size())) std::abort();
    }
  } catch (const tqc::Error& e) {
    if (e.sqlstate != tqc::sqlstate::kDataRefused) std::abort();
  }
  return 0;
}
