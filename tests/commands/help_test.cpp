#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/reference.h"
#include "commands/tables.h"
#include "transcript.h"

namespace ferry::commands {
namespace {

using cli::Element;
using cli::Mode;
using cli::TokenKind;

/// How a typist gets to a mode, and the name of its file.
struct Entrance {
  Mode mode;
  std::string name;
  std::vector<std::string> keys;
};

const std::vector<Entrance>& entrances() {
  static const std::vector<Entrance> all{
      {Mode::exec, "exec", {}},
      {Mode::global_config, "global_configuration", {"configure terminal\r"}},
      {Mode::line_config, "line_configuration", {"configure terminal\r", "line vty 0 4\r"}},
      {Mode::pubkey_chain, "public_key_chain", {"configure terminal\r", "ip ssh pubkey-chain\r"}},
      {Mode::pubkey_user,
       "public_key_user",
       {"configure terminal\r", "ip ssh pubkey-chain\r", "username u\r"}},
      {Mode::pubkey_server,
       "public_key_server",
       {"configure terminal\r", "ip ssh pubkey-chain\r", "server r2\r"}},
      {Mode::pubkey_authority,
       "public_key_authority",
       {"configure terminal\r", "ip ssh pubkey-chain\r", "authority user A\r"}},
      {Mode::access_list, "access_list", {"configure terminal\r", "ip access-list standard A\r"}},
      {Mode::tacacs_server, "tacacs_server", {"configure terminal\r", "tacacs server ONE\r"}},
      {Mode::tacacs_group,
       "tacacs_group",
       {"configure terminal\r", "aaa new-model\r", "aaa group server tacacs+ MINE\r"}},
      {Mode::radius_server, "radius_server", {"configure terminal\r", "radius server ONE\r"}},
      {Mode::radius_group,
       "radius_group",
       {"configure terminal\r", "aaa new-model\r", "aaa group server radius MINE\r"}},
      {Mode::unmodelled,
       "section",
       {"configure terminal\r", "platform accept-unmodelled\r", "interface Lo0\r"}},
      {Mode::archive, "archive", {"configure terminal\r", "archive\r"}},
      {Mode::archive_log, "archive_log", {"configure terminal\r", "archive\r", "log config\r"}},
  };
  static_assert(cli::mode_count == 15);
  return all;
}

/// The keywords that a path begins with.
std::vector<std::string> keywords(const cli::Path& path) {
  std::vector<std::string> all;
  for (const Element& element : path.elements()) {
    const auto* token = std::get_if<cli::Token>(&element.part);
    if (token == nullptr || token->kind != TokenKind::keyword) break;
    all.push_back(token->text);
  }
  return all;
}

/// The shortest beginning of `keyword` behind `before` that TAB completes; the whole of it if none does.
std::string beginning(const cli::Scope& scope, const std::string& before, const std::string& keyword) {
  for (std::size_t length = 1; length < keyword.size(); ++length) {
    const auto choices = grammar().help(scope, before + keyword.substr(0, length));
    if (choices && choices->size() == 1) return keyword.substr(0, length) + "\t";
  }
  return keyword + " ";
}

/// Each command of a mode once: TAB through its keywords, `?` behind them, and the line is erased.
std::vector<std::string> questions(Mode mode) {
  static const config::Config config;
  static const cli::Vocabulary names = testing::test_vocabulary();
  const cli::Scope scope{
      .mode = mode, .privilege = cli::privilege::enable, .config = config, .vocabulary = names};
  std::set<std::string> asked;
  std::vector<std::string> all;
  for (const cli::GrammarRow& row : grammar().rows(mode)) {
    if (row.form != cli::Form::plain || !row.command->exists_in(config)) continue;
    std::string typed, spelled;
    for (const std::string& keyword : keywords(row.command->path())) {
      typed += beginning(scope, spelled, keyword);
      spelled += keyword + " ";
    }
    if (asked.insert(spelled).second) all.push_back(typed + "?\x15");
  }
  std::ranges::sort(all);
  return all;
}

testing::Transcript script(const Entrance& entrance) {
  testing::Transcript transcript;
  transcript.head =
      "# Every command, by TAB and `?`. Made from the tables; the screen is what a typist sees.\n\n";
  transcript.steps.emplace_back();
  transcript.steps.push_back({"terminal length 0\r", {}});
  for (const std::string& keys : entrance.keys) transcript.steps.push_back({keys, {}});
  transcript.steps.push_back({"?", {}});
  for (const std::string& keys : questions(entrance.mode)) transcript.steps.push_back({keys, {}});
  return transcript;
}

class Help : public ::testing::TestWithParam<Entrance> {};

// FERRY_UPDATE_TRANSCRIPTS=1 writes down what happens now; read the difference before you keep it.
TEST_P(Help, IsWrittenDownForEveryCommand) {
  const std::filesystem::path path =
      std::filesystem::path{FERRY_TESTS_DIR} / "transcripts" / "help" / (GetParam().name + ".txt");
  const std::string played = write_transcript(play(script(GetParam())));
  if (std::getenv("FERRY_UPDATE_TRANSCRIPTS") != nullptr) std::ofstream{path} << played;
  std::ostringstream written;
  written << std::ifstream{path}.rdbuf();
  EXPECT_EQ(written.view(), played);
}

INSTANTIATE_TEST_SUITE_P(Modes, Help, ::testing::ValuesIn(entrances()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ferry::commands
