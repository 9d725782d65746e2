#include "core/uri.h"

#include <gtest/gtest.h>

namespace tqc {
namespace {

// The examples of RFC 3986, 5.4.
TEST(Uri, ResolvesTheExamplesOfTheRfc) {
  const std::pair<const char*, const char*> kExamples[] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
  };
  for (auto [reference, whole] : kExamples) {
    EXPECT_EQ(resolve_uri("http://a/b/c/d;p?q", reference), whole) << reference;
  }
}

TEST(Uri, ABaseMayLackAScheme) {
  EXPECT_EQ(resolve_uri("", "#/definitions/a"), "#/definitions/a");
  EXPECT_EQ(resolve_uri("folder/a.json", "b.json"), "folder/b.json");
  EXPECT_EQ(resolve_uri("urn:uuid:1", "#x"), "urn:uuid:1#x");
}

TEST(Uri, FragmentsArePercentDecoded) {
  SplitUri split = split_fragment("http://a/b#/x%25y/%E6%82%A3%zz");
  EXPECT_EQ(split.document, "http://a/b");
  EXPECT_EQ(split.fragment, "/x%y/患%zz");
}

}  // namespace
}  // namespace tqc
