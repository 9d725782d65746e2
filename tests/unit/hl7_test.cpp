#include "core/hl7.h"

#include <gmock/gmock.h>

#include "core/error.h"

namespace tqc::hl7 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Values = std::vector<std::optional<std::string>>;

constexpr const char* kAdmission =
    "MSH|^~\\&|HIS|H1|TQC|H1|20260105080500||ADT^A01^ADT_A01|MSG0001|P|2.5\r"
    "EVN|A01|20260105080500|||U7|20260105080000+0800\r"
    "PID|1||P1^^^H1^PI~310101^^^CN^NI||Li^Si&van der^^Dr||19700101|M\r"
    "PV1|1|I|W3^12^1^H1||||D001^Wang~D002^Zhao|||CARD|||||||||V1001^^^H1\r"
    "OBX|1|ST|a||first\r"
    "OBX|2|ST|b||second";

Values at(std::string_view text, std::string_view path) {
  return Message(text).values(*Path::parse(path));
}

std::string fault(std::string_view text) {
  try {
    Message message(text);
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, sqlstate::kDataRefused);
    return e.what();
  }
  return "";
}

TEST(Hl7, ReadsFieldsAndTheirParts) {
  EXPECT_THAT(at(kAdmission, "PV1-19"), ElementsAre("V1001"));
  EXPECT_THAT(at(kAdmission, "PV1-19.4"), ElementsAre("H1"));
  EXPECT_THAT(at(kAdmission, "PV1-3.2"), ElementsAre("12"));
  EXPECT_THAT(at(kAdmission, "PID-5.2"), ElementsAre("Si"));
  EXPECT_THAT(at(kAdmission, "PID-5.2.2"), ElementsAre("van der"));
  EXPECT_THAT(at(kAdmission, "PID-5.3"), ElementsAre());
  EXPECT_THAT(at(kAdmission, "PV1-44"), ElementsAre());
  EXPECT_THAT(at(kAdmission, "ZZZ-1"), ElementsAre());
}

TEST(Hl7, CountsTheSeparatorsAsFieldsOfTheHeader) {
  EXPECT_THAT(at(kAdmission, "MSH-1"), ElementsAre("|"));
  EXPECT_THAT(at(kAdmission, "MSH-2"), ElementsAre("^~\\&"));
  EXPECT_THAT(at(kAdmission, "MSH-3"), ElementsAre("HIS"));
  EXPECT_THAT(at(kAdmission, "MSH-10"), ElementsAre("MSG0001"));
  EXPECT_EQ(Message(kAdmission).kind(), "ADT^A01");
}

TEST(Hl7, YieldsRepetitionsAndSegmentsInOrder) {
  EXPECT_THAT(at(kAdmission, "PV1-7"), ElementsAre("D001", "D002"));
  EXPECT_THAT(at(kAdmission, "PV1-7[2].2"), ElementsAre("Zhao"));
  EXPECT_THAT(at(kAdmission, "PV1-7[3]"), ElementsAre());
  EXPECT_THAT(at(kAdmission, "OBX-5"), ElementsAre("first", "second"));
  EXPECT_THAT(at(kAdmission, "OBX[2]-5"), ElementsAre("second"));
}

TEST(Hl7, TakesTheSeparatorsTheMessageNames) {
  const char* message = "MSH*:%$#*A*B*****ADT:A08*9\nPV1**I*x:y#z%w";
  EXPECT_EQ(Message(message).kind(), "ADT^A08");
  EXPECT_THAT(at(message, "PV1-3"), ElementsAre("x", "w"));
  EXPECT_THAT(at(message, "PV1-3.2.2"), ElementsAre("z"));
  EXPECT_THAT(at("MSH|^|A\rPV1||I|x~y&z^w", "PV1-3"), ElementsAre("x~y&z"));
}

TEST(Hl7, ResolvesEscapes) {
  auto text = [](const std::string& field) {
    return at("MSH|^~\\&|A\rNTE|1||" + field, "NTE-3").at(0).value();
  };
  EXPECT_EQ(text(R"(a\F\b\S\c\T\d\R\e\E\f)"), R"(a|b^c&d~e\f)");
  EXPECT_EQ(text(R"(a\.br\b)"), "a\nb");
  EXPECT_EQ(text(R"(\H\bold\N\)"), "bold");
  EXPECT_EQ(text(R"(\X41420D\)"), "AB\r");
  EXPECT_EQ(text(R"(\XE4\)"), R"(\XE4\)") << "not ASCII: its meaning is not certain";
  EXPECT_EQ(text(R"(\Zxy\ 5\E\6)"), R"(\Zxy\ 5\6)");
  EXPECT_EQ(text(R"(never ends \F)"), R"(never ends \F)");
}

TEST(Hl7, TellsEmptyFromNull) {
  EXPECT_THAT(at("MSH|^~\\&|A\rPV1|1||\"\"^x", "PV1-3"), ElementsAre(std::nullopt));
  EXPECT_THAT(at("MSH|^~\\&|A\rPV1|1||  ^x", "PV1-3"), ElementsAre());
}

TEST(Hl7, TakesAnyEndOfLineAndTheFrame) {
  for (const char* end : {"\r", "\n", "\r\n", "\r\n\r\n"}) {
    std::string message =
        std::string("\x0BMSH|^~\\&|A|B|||||ADT^A01") + end + "PV1|1|I" + end + "\x1C\r";
    EXPECT_THAT(at(message, "PV1-2"), ElementsAre("I"));
  }
}

TEST(Hl7, RefusesWhatIsNoMessage) {
  EXPECT_THAT(fault(""), HasSubstr("line 1: expected the segment MSH"));
  EXPECT_THAT(fault("PID|1"), HasSubstr("line 1: expected the segment MSH"));
  EXPECT_THAT(fault("MSH"), HasSubstr("separators"));
  EXPECT_THAT(fault("MSH|"), HasSubstr("separators"));
  EXPECT_THAT(fault("MSH|^^\\&|A"), HasSubstr("separators"));
  EXPECT_THAT(fault("MSHA^~\\&A"), HasSubstr("separators"));
  EXPECT_THAT(fault("MSH|^~\\&|A\rpid|1"), HasSubstr("line 2: expected the name of a segment"));
  EXPECT_THAT(fault("MSH|^~\\&|A\rPID^1"), HasSubstr("line 2: expected | after"));
  EXPECT_THAT(fault("MSH|^~\\&|A\r\nPID|1\r\nMSH|^~\\&|A"), HasSubstr("line 3: a second message"));
}

TEST(Hl7, RefusesWhatIsNoPath) {
  for (const char* path : {"", "PV1", "PV1-", "PV1-0", "pv1-3", "PV1-3.", "PV1-3.1.1.1", "PV1-3[0]",
                           "PV1-3[1", "PV1[]-3", "PV1-3 ", "PV1.3", "PV1-1000", "1V1-3"}) {
    EXPECT_FALSE(Path::parse(path)) << path;
  }
  EXPECT_TRUE(Path::parse("ZA1[12]-345[6].7.8"));
}

}  // namespace
}  // namespace tqc::hl7
