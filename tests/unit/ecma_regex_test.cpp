// What the translation means is tested in the server (tests/tap/ingest_emit_schema_is_exact.sql,
// which has the engine that reads it); here, what it looks like and what it refuses.
#include "core/ecma_regex.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace tqc::schema {
namespace {

TEST(EcmaRegex, WritesOutWhatTheOtherDialectReadsDifferently) {
  const std::pair<const char*, const char*> kPairs[] = {
      {"^abc$", "^abc$"},
      {"\\d+", "[0-9]+"},
      {"\\D", "[^0-9]"},
      {"[\\w.-]", "[A-Za-z0-9_.\\-]"},
      {"\\bx\\B", "\\yx\\Y"},
      {".", "[^\\n\\r\\u2028\\u2029]"},
      {"[^]", "(?:.|\\n)"},
      {"[]", "(?:(?!))"},
      {"[[:a]", "[\\[:a]"},
      {"[\\d\\D]", "(?:[0-9]|[^0-9])"},
      {"[^\\D]", "(?:(?![^0-9])(?:.|\\n))"},
      {"\\x41\\cA", "\\u0041\\u0001"},
      {"\\u{1F600}", "\\U0001f600"},
      {"\\uD83D\\uDE00", "\\U0001f600"},
      {"a{2,3}?", "a{2,3}"},
      {"a{", "a\\{"},
      {"a{300}", "a{255}a{45}"},
      {"(?:ab){300,}", "(?:ab){255}(?:ab){45}(?:ab)*"},
      {"a{0,300}", "a{0,255}a{0,45}"},
      {"(a)\\10", "(a)(?:\\10)"},
      {"患+", "患+"},
      {"\\/\\-\\.", "\\/\\-\\."},
  };
  for (auto [ecma, advanced] : kPairs) EXPECT_EQ(to_advanced_regex(ecma), advanced) << ecma;
}

TEST(EcmaRegex, RefusesWhatItCannotSay) {
  for (const char* pattern :
       {"(",          ")",        "[",      "[a",          "*",    "^*",           "a**",
        "(?<name>a)", "(?i)a",    "\\p{L}", "\\Z",         "\\a",  "\\",           "[\\",
        "a{3,2}",     "a{20000}", "\\u12",  "\\u{110000}", "\\x4", "((x)\\2){300}"}) {
    EXPECT_THROW(to_advanced_regex(pattern), Error) << pattern;
  }
}

TEST(EcmaRegex, RefusesToGrowWithoutBound) {
  std::string pattern = "a{1000}";
  for (int i = 0; i < 8; ++i) pattern = "(" + pattern + "){1000}";
  EXPECT_THROW(to_advanced_regex(pattern), Error);
}

}  // namespace
}  // namespace tqc::schema
