#include "options.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace tqc::relay {
namespace {

std::string refusal(const std::vector<std::string>& arguments) {
  Options options;
  try {
    read_options(arguments, options);
  } catch (const BadOption& wrong) {
    return wrong.what();
  }
  return "";
}

TEST(Options, ReadsFlags) {
  Options o;
  EXPECT_EQ(read_options({"--listen", "[::1]:9000", "--database=dbname=x user=y", "--allow-origin",
                          "https://a,https://b", "--allow-origin", "https://c", "--heartbeat=3",
                          "--log-level", "debug"},
                         o),
            Asked::run);
  EXPECT_EQ(o.address, "::1");
  EXPECT_EQ(o.port, 9000);
  EXPECT_EQ(o.database, "dbname=x user=y");
  EXPECT_EQ(o.origins, (std::vector<std::string>{"https://a", "https://b", "https://c"}));
  EXPECT_EQ(o.heartbeat, 3);
  EXPECT_EQ(o.log_level, Level::debug);
}

TEST(Options, TheCommandLineWinsOverTheEnvironment) {
  setenv("TQC_RELAY_HEARTBEAT", "7", 1);
  setenv("TQC_RELAY_ALLOW_ORIGIN", "https://env", 1);
  Options from_environment;
  read_options({}, from_environment);
  EXPECT_EQ(from_environment.heartbeat, 7);
  EXPECT_EQ(from_environment.origins, (std::vector<std::string>{"https://env"}));
  Options from_both;
  read_options({"--heartbeat", "9", "--allow-origin", "https://flag"}, from_both);
  EXPECT_EQ(from_both.heartbeat, 9);
  EXPECT_EQ(from_both.origins, (std::vector<std::string>{"https://flag"}));
  unsetenv("TQC_RELAY_HEARTBEAT");
  unsetenv("TQC_RELAY_ALLOW_ORIGIN");
}

TEST(Options, RefusesWhatIsWrong) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"--nonsense", "1"},
                                                                     {"--heartbeat"},
                                                                     {"--heartbeat", "0"},
                                                                     {"--heartbeat", "5s"},
                                                                     {"--listen", "8080"},
                                                                     {"--listen", "a:99999"},
                                                                     {"--tls-key", "k.pem"},
                                                                     {"--log-level", "loud"},
                                                                     {"stray"}})
    EXPECT_NE(refusal(arguments), "") << arguments.front();
}

TEST(Options, NoPasswordOnTheCommandLine) {
  auto text = refusal({"--database", "host=x password=s3cret"});
  EXPECT_NE(text.find("password"), std::string::npos);
  EXPECT_EQ(text.find("s3cret"), std::string::npos);
  EXPECT_NE(refusal({"--database", "postgresql://u:s3cret@h/d"}), "");
}

TEST(Options, KeyFromFileOrEnvironment) {
  Options o;
  EXPECT_THROW((void)o.read_jwt_key(), std::runtime_error);
  setenv("TQC_RELAY_JWT_KEY", "from environment", 1);
  EXPECT_EQ(o.read_jwt_key(), "from environment");
  unsetenv("TQC_RELAY_JWT_KEY");
  o.jwt_key_file = testing::TempDir() + "tqc-relay-key";
  EXPECT_THROW((void)o.read_jwt_key(), std::runtime_error);
  std::ofstream(o.jwt_key_file) << "from file\n";
  EXPECT_EQ(o.read_jwt_key(), "from file");
  std::remove(o.jwt_key_file.c_str());
}

TEST(Options, HelpNamesEveryFlag) {
  auto help = help_text();
  for (const auto* flag : {"--listen", "--database", "--jwt-algorithm", "--jwt-key-file",
                           "--tls-certificate", "--allow-origin", "--board"})
    EXPECT_NE(help.find(flag), std::string::npos) << flag;
}

}  // namespace
}  // namespace tqc::relay
