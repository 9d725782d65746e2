// The table of codes in docs/protocol.md is the table in codes.h, line for line.
#include "codes.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace tqc::relay {
namespace {

std::string document() {
  std::ifstream file(TQC_PROTOCOL_MD);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string section(const std::string& text, const std::string& heading) {
  auto from = text.find("\n#### " + heading + "\n");
  if (from == std::string::npos) return "";
  auto to = text.find("\n#", from + 2);
  return text.substr(from, to - from);
}

const char* heading_of(Then then) {
  switch (then) {
    case Then::reconnect:
      return "Reconnect";
    case Then::stop:
      return "Do not reconnect";
    case Then::stay:
      return "The connection stays open";
  }
  return "";
}

TEST(Codes, StandInTheDocumentUnderTheirHeading) {
  const auto text = document();
  ASSERT_FALSE(text.empty()) << TQC_PROTOCOL_MD;
  for (const auto& code : codes) {
    auto close = code.close == 0 ? std::string() : std::to_string(code.close) + " | ";
    auto line =
        "| " + close + "`" + std::string(code.name) + "` | " + std::string(code.meaning) + " |";
    EXPECT_NE(section(text, heading_of(code.then)).find(line), std::string::npos)
        << "missing: " << line;
  }
}

TEST(Codes, TheDocumentNamesNoOthers) {
  std::size_t rows = 0;
  for (auto then : {Then::reconnect, Then::stop, Then::stay}) {
    std::istringstream lines(section(document(), heading_of(then)));
    for (std::string line; std::getline(lines, line);)
      rows += line.rfind("| ", 0) == 0 && line.find('`') != std::string::npos;
  }
  EXPECT_EQ(rows, codes.size());
}

TEST(Codes, AreUniqueAndInTheRangeOfTheirKind) {
  std::set<std::string_view> names;
  std::set<int> numbers;
  for (const auto& code : codes) {
    EXPECT_TRUE(names.insert(code.name).second) << code.name;
    EXPECT_EQ(code.close == 0, code.then == Then::stay) << code.name;
    if (code.close == 0) continue;
    EXPECT_TRUE(numbers.insert(code.close).second) << code.name;
    if (code.close < 4000) continue;
    EXPECT_EQ(code.close >= 4400, code.then == Then::stop) << code.name;
  }
}

}  // namespace
}  // namespace tqc::relay
