#include "commands/tables.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cli/reference.h"
#include "configuration_support.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::array all_modes{
    Mode::exec,          Mode::global_config,    Mode::line_config, Mode::pubkey_chain,  Mode::pubkey_user,
    Mode::pubkey_server, Mode::pubkey_authority, Mode::access_list, Mode::tacacs_server, Mode::tacacs_group,
    Mode::radius_server, Mode::radius_group,     Mode::unmodelled,  Mode::archive,       Mode::archive_log};

void collect(const Path& path, std::vector<Token>& tokens);

struct Collect {
  std::vector<Token>& tokens;
  void operator()(const Token& token) const { tokens.push_back(token); }
  void operator()(const Optional& part) const { collect(part.path, tokens); }
  void operator()(const OneOf& part) const {
    for (const Path& path : part.paths) collect(path, tokens);
  }
  void operator()(const Repeated& part) const { collect(part.path, tokens); }
};

void collect(const Path& path, std::vector<Token>& tokens) {
  for (const Element& element : path.elements()) std::visit(Collect{tokens}, element.part);
}

TEST(Tables, HaveAHelpTextForEveryToken) {
  for (const Mode mode : all_modes) {
    for (const GrammarRow& row : grammar().rows(mode)) {
      std::vector<Token> tokens;
      collect(row.command->path(), tokens);
      for (const Token& token : tokens) EXPECT_FALSE(token.help.empty()) << syntax(row.command->path());
    }
  }
}

TEST(Tables, HaveEveryCommandOnceInItsMode) {
  std::map<Mode, std::set<std::string>> seen;
  for (const CommandReference& command : reference(grammar())) {
    EXPECT_TRUE(seen[command.mode].insert(command.syntax).second) << command.syntax;
  }
}

// `?` shows one help text for a word, whichever commands begin with it.
TEST(Tables, GiveAKeywordOneHelpTextBehindOnePrefix) {
  for (const Mode mode : all_modes) {
    std::map<std::string, std::string> help;
    for (const GrammarRow& row : grammar().rows(mode)) {
      std::string prefix;
      for (const Element& element : row.command->path().elements()) {
        const auto* token = std::get_if<Token>(&element.part);
        if (token == nullptr || token->kind != TokenKind::keyword) break;
        prefix += token->text + " ";
        const auto [known, is_new] = help.emplace(prefix, token->help);
        EXPECT_EQ(known->second, token->help) << prefix;
      }
    }
  }
}

TEST(Tables, HaveAHandlerForExactlyTheCommandsThatAreNoSettings) {
  for (const GrammarRow& row : grammar().rows(Mode::exec)) {
    EXPECT_NE(row.command->handler(), nullptr) << syntax(row.command->path());
    EXPECT_FALSE(row.command->can_be_negated());
  }
}

TEST(Tables, LetOnlyTheHighestPrivilegeConfigure) {
  for (const Mode mode : all_modes) {
    if (mode == Mode::exec) continue;
    for (const GrammarRow& row : grammar().rows(mode)) {
      // Whoever got in can get out, and look at what they may look at elsewhere.
      const std::string keywords = row.command->path().keywords();
      const bool is_navigation = keywords == "exit" || keywords == "end" || keywords == "do";
      EXPECT_EQ(row.command->privilege(), is_navigation ? 0 : privilege::enable) << keywords;
    }
  }
}

TEST(Tables, ShowNoSecretsToUsersOfLevelOne) {
  const std::set<std::string> expected{"disable [<0-15>]",
                                       "enable [<0-15>]",
                                       "exit",
                                       "logout",
                                       "resume",
                                       "show aliases",
                                       "show banner {motd | login | exec | incoming}",
                                       "show line [{<0-532> | console <0-0> | vty <0-530>}]",
                                       "show reload",
                                       "show sessions",
                                       "where",
                                       "show bootflash: [all]",
                                       "show clock",
                                       "show debugging",
                                       "show file systems",
                                       "show flash: [all]",
                                       "show history",
                                       "show hosts",
                                       "show interfaces [WORD]",
                                       "show inventory [raw]",
                                       "show ip interface [WORD]",
                                       "show ip interface brief",
                                       "show ip ssh",
                                       "show memory statistics",
                                       "show processes cpu",
                                       "show privilege",
                                       "show ssh",
                                       "show users [all]",
                                       "show version",
                                       "show terminal",
                                       "terminal history [size <0-256>]",
                                       "terminal length <0-512>",
                                       "terminal monitor",
                                       "terminal no history",
                                       "terminal no monitor",
                                       "terminal width <0-512>"};
  std::set<std::string> seen;
  for (const CommandReference& command : reference(grammar())) {
    if (command.mode == Mode::exec && command.privilege <= privilege::user) seen.insert(command.syntax);
  }
  EXPECT_EQ(seen, expected);
}

// What network tools type (they never type a command in full).
TEST(Tables, KnowTheAbbreviationsOfTools) {
  const std::map<std::string, std::string> typed{{"conf t", "configure terminal"},
                                                 {"config term", "configure terminal"},
                                                 {"sh run", "show running-config"},
                                                 {"show start", "show startup-config"},
                                                 {"wr", "write"},
                                                 {"write mem", "write memory"},
                                                 {"wr t", "write terminal"},
                                                 {"term len 0", "terminal length 0"},
                                                 {"term width 512", "terminal width 512"},
                                                 {"copy run start", "copy running-config startup-config"},
                                                 {"en", "enable"},
                                                 {"sh ver", "show version"},
                                                 {"sh log", "show logging"},
                                                 {"del /force flash:x", "delete /force flash:x"},
                                                 {"deb ip scp", "debug ip scp"},
                                                 {"un all", "undebug all"},
                                                 {"sh fl", "show flash:"},
                                                 {"sh file sys", "show file systems"}};
  const config::Config config;
  const Vocabulary names;
  for (const auto& [line, full] : typed) {
    const auto match =
        grammar().match({.mode = Mode::exec, .privilege = 15, .config = config, .vocabulary = names}, line);
    ASSERT_TRUE(match) << line;
    EXPECT_EQ(match->canonical(), full);
  }
}

}  // namespace
}  // namespace ferry::commands
