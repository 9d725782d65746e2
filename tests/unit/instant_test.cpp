#include "core/instant.h"

#include <gtest/gtest.h>

namespace tqc {
namespace {

Time utc(std::string_view text) {
  auto written = read_written_time(text).value();
  return written.as_utc() - written.offset.value_or(0) * kSecond;
}

TEST(Instant, CountsMicrosecondsFrom2000) {
  EXPECT_EQ(utc("2000-01-01T00:00:00Z"), 0);
  EXPECT_EQ(utc("2000-01-01T08:00:00+08:00"), 0);
  EXPECT_EQ(utc("1999-12-31T23:59:59.999999Z"), -1);
  EXPECT_EQ(utc("2026-01-05T08:00:00Z"), 820'915'200 * kSecond);
  EXPECT_EQ(utc("0001-01-01T00:00:00Z"), -63'082'281'600 * kSecond);
}

TEST(Instant, RoundsToMicroseconds) {
  EXPECT_EQ(utc("2000-01-01T00:00:00.0000004Z"), 0);
  EXPECT_EQ(utc("2000-01-01T00:00:00.0000005Z"), 1);
  EXPECT_EQ(utc("2000-01-01T00:00:00.9999996Z"), kSecond);
  EXPECT_EQ(utc("2000-01-01T00:00:00.25Z"), kSecond / 4);
}

TEST(Instant, ALeapSecondIsTheNextMinutesFirst) {
  EXPECT_EQ(utc("2016-12-31T23:59:60Z"), utc("2017-01-01T00:00:00Z"));
}

TEST(Instant, SaysWhatWasWritten) {
  EXPECT_FALSE(read_written_time("2026-01-05").value().has_time);
  EXPECT_FALSE(read_written_time("2026-01-05 08:00").value().has_seconds);
  EXPECT_EQ(read_written_time("2026-01-05 08:00").value().offset, std::nullopt);
  EXPECT_EQ(read_written_time("2026-01-05T08:00:00-0330").value().offset, -12600);
  EXPECT_EQ(read_written_time("2026-01-05T08:00:00+08").value().offset, 28800);
}

TEST(Instant, KnowsTheCalendar) {
  EXPECT_TRUE(read_written_time("2024-02-29"));
  EXPECT_TRUE(read_written_time("2000-02-29"));
  for (const char* text :
       {"2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00",
        "2026-01-05T24:00:00Z", "2026-01-05T08:60:00Z", "2026-01-05T08:00:61Z", "26-01-05",
        "2026-1-5", "2026-01-05T08", "2026-01-05T08:00:00 Z", "2026-01-05T08:00:00Zx",
        "2026-01-05  08:00:00", "2026-01-05T08:00:00.", "２026-01-05", "infinity", ""}) {
    EXPECT_FALSE(read_written_time(text)) << text;
  }
}

TEST(Instant, Rfc3339IsStricter) {
  EXPECT_TRUE(is_rfc3339_date_time("1985-04-12t23:20:50.52z"));
  EXPECT_TRUE(is_rfc3339_date_time("1990-12-31T15:59:60-08:00"));
  EXPECT_TRUE(is_rfc3339_time("08:30:06.283185Z"));
  EXPECT_TRUE(is_rfc3339_date("1963-06-19"));
  for (const char* text :
       {"2026-01-05T08:00:00", "2026-01-05 08:00:00Z", "2026-01-05T08:00Z", "1998-12-31T23:58:60Z",
        "2026-01-05T08:00:00+0800", "2026-01-05T08:00:00,5Z", "2026-01-05T08:00:00+24:00"}) {
    EXPECT_FALSE(is_rfc3339_date_time(text)) << text;
  }
  EXPECT_FALSE(is_rfc3339_time("08:30:06"));
  EXPECT_FALSE(is_rfc3339_date("2026-01-05T08:00:00Z"));
}

}  // namespace
}  // namespace tqc
