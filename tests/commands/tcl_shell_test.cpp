#include <algorithm>

#include "commands/tcl_shell.h"

#include <gtest/gtest.h>

#include "desk.h"

namespace ferry::commands {
namespace {

using testing::Desk;
using testing::TestDevice;

std::string content(TestDevice& device, std::string_view name) {
  return testing::run_command(device, "more flash:" + std::string{name}).text;
}

TEST(TclShell, StoresAFileWhenItIsLeftAndNotBefore) {
  TestDevice device;
  Desk desk{device};
  desk.type("tclsh\r");
  desk.type("puts [open \"flash:a.cfg\" w+] {one\r two\r\rfour}\r");
  EXPECT_NE(content(device, "a.cfg").find("No such file"), std::string::npos);
  desk.type("tclquit\r");
  EXPECT_EQ(content(device, "a.cfg"), "one\n two\n\nfour\n");
}

TEST(TclShell, LeavesTheOldFileAsItWasWhenTheTypistIsGone) {
  TestDevice device;
  device.write_file("a.cfg", "old\n");
  Desk desk{device};
  desk.type("tclsh\rputs [open \"flash:a.cfg\" w+] {new}\r");
  desk.stream->end();
  desk.look();
  EXPECT_TRUE(desk.has_ended());
  EXPECT_EQ(content(device, "a.cfg"), "old\n");
}

TEST(TclShell, RefusesATextWithALineThatIsTooLongWhole) {
  TestDevice device;
  Desk desk{device};
  desk.type("tclsh\r");
  desk.type("puts [open \"flash:a.cfg\" w+] {one\r" + std::string(longest_command + 10, 'x') + "\r");
  const std::string said = desk.type("reload\r}\r");
  EXPECT_NE(said.find("a line is too long: nothing was done\n"), std::string::npos) << said;
  desk.type("tclquit\r");
  EXPECT_NE(content(device, "a.cfg").find("No such file"), std::string::npos);
}

TEST(TclShell, TakesATextOfManyLines) {
  TestDevice device;
  Desk desk{device};
  std::string text;
  for (int line = 0; line < 2000; ++line) text += "ip access-list line " + std::to_string(line) + "\r";
  desk.type("tclsh\r");
  desk.type("puts [open \"flash:big.cfg\" w+] {" + text + "}\r");
  desk.type("tclquit\r");
  std::ranges::replace(text, '\r', '\n');
  EXPECT_EQ(content(device, "big.cfg"), text + "\n");
}

TEST(TclShell, EndsLoopsInLoops) {
  TestDevice device;
  Desk desk{device};
  desk.type("tclsh\r");
  std::string list;
  for (int count = 0; count < 200; ++count) list += "x ";
  const std::string said = desk.type("foreach a {" + list + "} {foreach b {" + list + "} {foreach c {" +
                                     list + "} {set d $c}}}\r");
  EXPECT_NE(said.find("too many commands in one script"), std::string::npos);
}

TEST(TclShell, BoundsWhatItKeeps) {
  TestDevice device;
  Desk desk{device};
  desk.type("tclsh\rset a 0123456789\r");
  const std::string said =
      desk.type("foreach i {1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18} {set a $a$a}\r");
  EXPECT_NE(said.find("value too long"), std::string::npos) << said.substr(0, 1000);
  std::string nested;
  for (int depth = 0; depth < 40; ++depth) nested += "set a [";
  EXPECT_NE(desk.type(nested + std::string(40, ']') + "\r").find("too many nested evaluations"),
            std::string::npos);
  std::string opens;
  for (int count = 0; count < 9; ++count) opens += "open flash:f" + std::to_string(count) + " w;";
  EXPECT_NE(desk.type(opens + "\r").find("too many open files"), std::string::npos);
}

TEST(TclShell, CannotBeTypedAtWhereNobodyTypes) {
  TestDevice device;
  const auto answer = testing::run_command(device, "tclsh");
  EXPECT_EQ(answer.status, 1);
  EXPECT_EQ(answer.text, "%Error: nobody can type scripts here; log in and type tclsh, or name a file\n");
}

TEST(TclShell, RunsAFileWithoutATypist) {
  TestDevice device;
  device.write_file("a.tcl", "foreach name {a b} {\n  puts [open flash:$name.txt w] $name\n}\n");
  EXPECT_EQ(testing::run_command(device, "tclsh flash:a.tcl").text, "");
  EXPECT_EQ(content(device, "a.txt"), "a\n");
  EXPECT_EQ(content(device, "b.txt"), "b\n");
  device.write_file("bad.tcl", "puts [open flash:c.txt w] c\nnonsense\n");
  const auto answer = testing::run_command(device, "tclsh flash:bad.tcl");
  EXPECT_EQ(answer.text, "invalid command name \"nonsense\"\n");
  EXPECT_EQ(answer.status, 1);
  EXPECT_NE(content(device, "c.txt").find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace ferry::commands
