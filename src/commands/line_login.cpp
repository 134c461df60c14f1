#include <fmt/format.h>

#include "commands/aaa_methods.h"
#include "commands/line_blocks.h"
#include "commands/passwords.h"
#include "commands/tables.h"
#include "commands/typists.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::LineVty;

bool without_new_model(const Config& config) {
  return !config.aaa.new_model;
}

EditResult set_line_password(Edit& edit, const Match& match) {
  const auto password = read_password(edit, match);
  if (!password) return std::unexpected(password.error());
  return for_lines(edit, [&](LineVty& line, const LineVty&) { line.password = *password; });
}

EditResult clear_line_password(Edit& edit, const Match&) {
  return for_lines(edit, [](LineVty& line, const LineVty&) { line.password.reset(); });
}

void show_line_password(const LineVty& line, const LineVty&, Lines& lines) {
  if (line.password) lines.add(" " + with_type_if_needed(*line.password));
}

// Nobody can give a password that is not set.
void warn_of_missing_password(Edit& edit, const LineVty& line) {
  const auto kind = std::get<InLine>(edit.position).kind == InLine::Kind::console ? LineId::Kind::console
                                                                                  : LineId::Kind::vty;
  for (unsigned number = line.first; number <= line.last; ++number) {
    edit.notices.push_back(
        fmt::format("% Login disabled on line {}, until 'password' is set", LineId{kind, number}.absolute()));
  }
}

EditResult set_login(Edit& edit, const Match& match) {
  const bool local = match.has("local");
  return for_lines(edit, [&](LineVty& line, const LineVty&) {
    line.login = true;
    line.login_local = local;
    if (!local && !line.password) warn_of_missing_password(edit, line);
  });
}

EditResult clear_login(Edit& edit, const Match&) {
  return for_lines(edit, [](LineVty& line, const LineVty&) { line.login = line.login_local = false; });
}

EditResult restore_login(Edit& edit, const Match&) {
  return for_lines(edit, [](LineVty& line, const LineVty& untouched) {
    line.login = untouched.login;
    line.login_local = untouched.login_local;
  });
}

void show_login(const LineVty& line, const LineVty& untouched, Lines& lines) {
  if (line.login_local) return lines.add(" login local");
  // The one default that is always printed: it tells the reader that the line asks for a password.
  if (line.login) return lines.add(" login");
  if (untouched.login || lines.shows_defaults()) lines.add(" no login");
}

Command login_setting() {
  return setting(word("login", "How users of the line prove who they are") /
                 maybe(word("local", "By the local user names")))
      .in(Mode::line_config)
      .only_if(without_new_model)
      .sets(set_login)
      .clears(clear_login)
      .restores(restore_login)
      .shows_in_line(show_login)
      .examples({"line vty 0 4\n login local", "line vty 0 1\n no login", "line con 0\n login"});
}

Path authorization() {
  return word("authorization", "What users of the line may do");
}

Command exec_list_setting() {
  return setting(authorization() / word("exec", "Method list for starting a session") /
                 text("list", "Name of the list"))
      .in(Mode::line_config)
      .only_if(under_new_model)
      .stored_at(&LineVty::exec_list)
      .examples({"aaa new-model\nline vty 0 4\n authorization exec VTY"});
}

Command command_list_setting() {
  return list_for_each_level(
             authorization() / word("commands", "Method list for the commands of one privilege level"),
             "Level that the commands need", &LineVty::command_lists)
      .examples(
          {"aaa new-model\nline vty 0 4\n authorization commands 1 VTY\n authorization commands 15 VTY"});
}

}  // namespace

const CommandTable& line_login_table() {
  static const CommandTable table{
      setting(word("privilege", "Privilege of the line") /
              word("level", "Level of whoever logs in without AAA") / number(0, 15, "Privilege level"))
          .in(Mode::line_config)
          .stored_at(&LineVty::privilege)
          .examples({"line vty 0 4\n privilege level 15"}),
      setting(word("password", "Password of the line") / password_path())
          .in(Mode::line_config)
          .sets(set_line_password)
          .clears(clear_line_password)
          .shows_in_line(show_line_password)
          .examples({"line vty 0 4\n password cisco", "line con 0\n password 7 094F471A1A0A"}),
      setting(word("logging", "How log messages come to the line") /
              word("synchronous", "Between two commands, never into a line that is typed"))
          .in(Mode::line_config)
          .stored_at(&LineVty::logging_synchronous)
          .examples({"line con 0\n logging synchronous"}),
      exec_list_setting(),
      command_list_setting(),
      setting(word("login", "How users of the line prove who they are") /
              word("authentication", "By a method list") / text("list", "Name of the list"))
          .in(Mode::line_config)
          .only_if(under_new_model)
          .stored_at(&LineVty::login_list)
          .examples({"aaa new-model\nline vty 0 4\n login authentication VTY"}),
      login_setting(),
  };
  return table;
}

}  // namespace ferry::commands
