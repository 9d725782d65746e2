#include "ingest/uuid.h"

#include "pg/guard.h"

namespace tqc::ingest {

std::string fresh_uuid() {
  unsigned char bytes[16];
  if (!pg_strong_random(bytes, sizeof bytes)) {
    throw Error("XX000", "could not generate random values");
  }
  bytes[6] = (bytes[6] & 0x0F) | 0x40;  // version 4
  bytes[8] = (bytes[8] & 0x3F) | 0x80;  // variant of RFC 4122

  static const char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 0x0F];
  }
  return text;
}

}  // namespace tqc::ingest
