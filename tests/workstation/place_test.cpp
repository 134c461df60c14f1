#include "workstation/place.h"

#include <gtest/gtest.h>

namespace ferry::workstation {
namespace {

/// "local PATH", "ssh PROTOCOL USER HOST PORT PATH", "web", or the error.
std::string read(std::string_view word) {
  const auto place = parse_place(word);
  if (!place) return place.error().message;
  if (const auto* local = std::get_if<LocalPlace>(&*place)) return "local " + local->path;
  if (std::holds_alternative<WebPlace>(*place)) return "web";
  const auto& ssh = std::get<SshPlace>(*place);
  const std::string protocol = ssh.protocol == Protocol::scp    ? "scp"
                               : ssh.protocol == Protocol::sftp ? "sftp"
                                                                : "-";
  return "ssh " + protocol + " " + ssh.user + " " + ssh.host + " " + std::to_string(ssh.port.value_or(0)) +
         " " + ssh.path;
}

TEST(Place, ReadsWhatPeopleType) {
  struct Case {
    std::string_view word, expected;
  };
  for (const Case& c : {
           Case{"a.bin", "local a.bin"},
           Case{"/a:b", "local /a:b"},
           Case{"./a:b", "local ./a:b"},
           Case{"dir/a:b", "local dir/a:b"},
           Case{":a", "local :a"},
           Case{"r1:", "ssh -  r1 0 "},
           Case{"r1:flash:image.bin", "ssh -  r1 0 flash:image.bin"},
           Case{"me@r1:/etc/a", "ssh - me r1 0 /etc/a"},
           Case{"me@home@r1:a", "ssh - me@home r1 0 a"},
           Case{"[::1]:a", "ssh -  ::1 0 a"},
           Case{"me@[fe80::1]:flash:a", "ssh - me fe80::1 0 flash:a"},
           Case{"scp://me@r1:2222/flash:a", "ssh scp me r1 2222 flash:a"},
           Case{"sftp://r1//srv/a", "ssh sftp  r1 0 /srv/a"},
           Case{"SFTP://r1/a", "ssh sftp  r1 0 a"},
           Case{"https://h/a", "web"},
           Case{"scp:a", "ssh -  scp 0 a"},
       }) {
    EXPECT_EQ(read(c.word), c.expected) << c.word;
  }
}

TEST(Place, SaysWhatIsWrong) {
  EXPECT_EQ(read(""), "an empty name names no file");
  EXPECT_TRUE(read("gopher://h/a").contains("unknown kind of URL"));
  EXPECT_TRUE(read("@r1:a").contains("user"));
  EXPECT_TRUE(read("-oProxyCommand=x:a").contains("host"));
  EXPECT_TRUE(read("http://h").contains("path is missing"));
  EXPECT_FALSE(read("scp://me:secret@r1:99999/a").contains("secret"));
}

TEST(Place, KnowsWhatACopyIsCalled) {
  EXPECT_EQ(name_of(*parse_place("dir/a.bin")), "a.bin");
  EXPECT_EQ(name_of(*parse_place("dir/")), "dir");
  EXPECT_EQ(name_of(*parse_place("r1:flash:a.bin")), "a.bin");
  EXPECT_EQ(name_of(*parse_place("r1:flash:")), "");
  EXPECT_EQ(name_of(*parse_place("..")), "");
  EXPECT_EQ(name_of(*parse_place("http://h/d/a?x=/b")), "a");
}

TEST(Place, PutsNamesBelowDirectories) {
  EXPECT_EQ(below("flash:", "a"), "flash:a");
  EXPECT_EQ(below("flash:/d", "a"), "flash:/d/a");
  EXPECT_EQ(below("d/", "a"), "d/a");
  EXPECT_EQ(below("", "a"), "a");
}

}  // namespace
}  // namespace ferry::workstation
