#include "transfer/remote_words.h"

#include <gtest/gtest.h>

namespace ferry::transfer {
namespace {

constexpr std::string_view openssh = "SSH-2.0-OpenSSH_9.2p1 Debian-2";
constexpr std::string_view cisco = "SSH-2.0-Cisco-1.25";

struct WordRow {
  std::string_view path, identification, word;
};

TEST(RemoteWord, QuotesForAShellOnlyWhatAShellWouldNotTakeAsItIs) {
  for (const WordRow& row : {
           WordRow{"a.txt", openssh, "a.txt"},
           WordRow{"/srv/images/c9k-1.2_3.bin", openssh, "/srv/images/c9k-1.2_3.bin"},
           WordRow{"flash:/a", openssh, "flash:/a"},
           WordRow{"two words", openssh, "'two words'"},
           WordRow{"a;reboot", openssh, "'a;reboot'"},
           WordRow{"$(reboot)", openssh, "'$(reboot)'"},
           WordRow{"`id`", openssh, "'`id`'"},
           WordRow{"it's", openssh, "'it'\\''s'"},
           WordRow{"';id;'", openssh, "''\\'';id;'\\'''"},
           WordRow{"*.txt", openssh, "'*.txt'"},
           WordRow{"a\"b\\c", openssh, "'a\"b\\c'"},
           WordRow{"~/a.txt", openssh, "~/a.txt"},
           WordRow{"~/two words", openssh, "~'/two words'"},
           WordRow{"~bob/a", openssh, "~bob/a"},
           WordRow{"~$(id)/a", openssh, "'~$(id)/a'"},
           WordRow{"a~", openssh, "'a~'"},
           WordRow{"-rf", openssh, "./-rf"},
           WordRow{"flash:/it's.bin", cisco, "flash:/it's.bin"},
           WordRow{"a;b", cisco, "a;b"},
       }) {
    const auto word = remote_word(row.path, row.identification);
    ASSERT_TRUE(word) << row.path;
    EXPECT_EQ(*word, row.word);
  }
}

TEST(RemoteWord, RefusesWhatNoWordCanCarry) {
  EXPECT_FALSE(remote_word("", openssh));
  EXPECT_FALSE(remote_word("a\nb", openssh));
  EXPECT_FALSE(remote_word(std::string_view{"a\0b", 3}, openssh));
  EXPECT_FALSE(remote_word("two words", cisco));
}

TEST(RemoteError, KnowsTheWordsOfOtherSystems) {
  struct Row {
    std::string_view complaint;
    ErrorCode code;
    std::string_view message;
  };
  for (const Row& row : {
           Row{"scp: /x: No such file or directory", ErrorCode::not_found, "No such file or directory"},
           Row{"No such file or directory", ErrorCode::not_found, "No such file or directory"},
           Row{"scp: /srv/a: Permission denied", ErrorCode::permission_denied, "Permission denied"},
           Row{"Privilege denied.", ErrorCode::permission_denied, "Permission denied"},
           Row{"scp: a: No space left on device", ErrorCode::no_space, "Not enough space on device"},
           Row{"scp: flash:/a: Not enough space on device", ErrorCode::no_space,
               "Not enough space on device"},
           Row{"scp: /etc: not a regular file", ErrorCode::is_directory, "Is a directory"},
           Row{"scp: /etc: Is a directory", ErrorCode::is_directory, "Is a directory"},
           Row{"scp: permission denied: No such file or directory", ErrorCode::not_found,
               "No such file or directory"},
           Row{"Administratively disabled.", ErrorCode::io, "Administratively disabled."},
           Row{"bash: line 1: scp: command not found", ErrorCode::io, "bash: line 1: scp: command not found"},
           Row{"\x1b[2J", ErrorCode::io, "\\x1b[2J"},
           Row{"", ErrorCode::io, "Unknown error"},
       }) {
    EXPECT_EQ(remote_error(row.complaint), (Error{row.code, std::string{row.message}})) << row.complaint;
  }
}

TEST(RemoteError, BoundsWhatAFarSideSays) {
  EXPECT_LE(remote_error(std::string(100'000, 'x')).message.size(), 200U);
}

}  // namespace
}  // namespace ferry::transfer
