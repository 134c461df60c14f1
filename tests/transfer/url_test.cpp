#include "transfer/url.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "base/bytes.h"
#include "transfer/places.h"

namespace ferry::transfer {
namespace {

/// All of a URL in one text, each part apart.
std::string parts(const Url& url) {
  std::string text{name(url.scheme)};
  text += "|" + url.user + "|";
  text += url.password ? std::string{as_text(url.password->reveal())} : "-";
  text += "|" + url.host + "|" + (url.port ? std::to_string(*url.port) : "-") + "|" + url.path;
  return text;
}

struct Vector {
  std::string_view text;
  std::string_view parts;
  std::string_view shown;
};

constexpr std::array vectors{
    Vector{"scp:", "scp||-||-|", "scp:"},
    Vector{"SCP:", "scp||-||-|", "scp:"},
    Vector{"scp://", "scp||-||-|", "scp:"},
    Vector{"tftp:dir/name", "tftp||-||-|dir/name", "tftp:dir/name"},
    Vector{"tftp://10.1.6.243/test", "tftp||-|10.1.6.243|-|test", "tftp://10.1.6.243/test"},
    Vector{"scp://10.1.1.1", "scp||-|10.1.1.1|-|", "scp://10.1.1.1/"},
    Vector{"scp://10.1.1.1/", "scp||-|10.1.1.1|-|", "scp://10.1.1.1/"},
    Vector{"scp://user1@h/a", "scp|user1|-|h|-|a", "scp://*:*@h/a"},
    Vector{"scp://user1:lab@h/dir/a", "scp|user1|lab|h|-|dir/a", "scp://*:*@h/dir/a"},
    Vector{"scp://user1:@h/a", "scp|user1||h|-|a", "scp://*:*@h/a"},
    Vector{"scp://u:p@h:2222//etc/a", "scp|u|p|h|2222|/etc/a", "scp://*:*@h:2222//etc/a"},
    Vector{"sftp://[2001:db8::1]/a", "sftp||-|2001:db8::1|-|a", "sftp://[2001:db8::1]/a"},
    Vector{"sftp://u@[::1]:22/a", "sftp|u|-|::1|22|a", "sftp://*:*@[::1]:22/a"},
    Vector{"sftp://[fe80::1%eth0]/a", "sftp||-|fe80::1%eth0|-|a", "sftp://[fe80::1%eth0]/a"},
    Vector{"ftp://u:a@b:c@h/x", "ftp|u|a@b:c|h|-|x", "ftp://*:*@h/x"},
    Vector{"ftp://a%40b:c%2Fd%3a@h/x%20y", "ftp|a@b|c/d:|h|-|x y", "ftp://*:*@h/x y"},
    Vector{"ftp://h/100%", "ftp||-|h|-|100%", "ftp://h/100%"},
    Vector{"ftp://h/100%zz", "ftp||-|h|-|100%zz", "ftp://h/100%zz"},
    Vector{"http://h/a%20b", "http||-|h|-|a%20b", "http://h/a%20b"},
    Vector{"https://h:8443/a", "https||-|h|8443|a", "https://h:8443/a"},
};

TEST(Url, HasThePartsThatWereTyped) {
  for (const Vector& vector : vectors) {
    const auto url = parse_url(vector.text);
    ASSERT_TRUE(url) << vector.text << ": " << url.error().message;
    EXPECT_EQ(parts(*url), vector.parts) << vector.text;
    EXPECT_EQ(parts(url->clone()), vector.parts) << vector.text;
  }
}

TEST(Url, IsShownWithoutWhoAndPassword) {
  for (const Vector& vector : vectors) {
    EXPECT_EQ(masked(*parse_url(vector.text)), vector.shown);
    EXPECT_EQ(masked(vector.text), vector.shown);
  }
}

struct Wrong {
  std::string_view text;
  std::string_view why;
};

TEST(Url, ThatMakesNoSenseIsNamedWithWhatIsWrong) {
  constexpr std::array wrong{
      Wrong{"gopher://h/a", "a URL begins with scp:, sftp:, http:, https:, ftp: or tftp:"},
      Wrong{"name", "a URL begins with scp:, sftp:, http:, https:, ftp: or tftp:"},
      Wrong{"scp://h:0/a", "the port is no number from 1 to 65535; in a password, / is written as %2F"},
      Wrong{"scp://h:65536/a", "the port is no number from 1 to 65535; in a password, / is written as %2F"},
      Wrong{"scp://u:pass/word@h/a",
            "the port is no number from 1 to 65535; in a password, / is written as %2F"},
      Wrong{"scp://:22/a", "no host before the port"},
      Wrong{"scp://::1/a", "an IPv6 address stands in [ and ]"},
      Wrong{"scp://[::1/a", "no ] behind the IPv6 address"},
      Wrong{"scp://[h]/a", "no IPv6 address between [ and ]"},
      Wrong{"scp://[::1]x/a", "only a port may follow the address"},
      Wrong{"scp://:secret@h/a", "no user before the @"},
      Wrong{"scp://h ost/a", "the host has a character that no name has"},
      Wrong{"scp://h/a%0d%0aDELE b", "the path has a control character"},
      Wrong{"scp://u%00:p@h/a", "the user has a control character"},
      Wrong{"scp://h/\x01", "the URL has a control character"},
  };
  for (const Wrong& one : wrong) {
    const auto url = parse_url(one.text);
    ASSERT_FALSE(url) << one.text;
    EXPECT_EQ(url.error().message, one.why);
  }
}

TEST(Url, IsCutAtEveryByteWithoutHarm) {
  constexpr std::string_view whole = "scp://us%40er:pa%3Ass@[2001:db8::1]:2222//dir/na%20me";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string_view text = whole.substr(0, size);
    const auto url = parse_url(text);
    if (url) EXPECT_EQ(url->scheme, Scheme::scp) << text;
    EXPECT_EQ(masked(text).find("pa:ss@"), std::string::npos) << text;
  }
}

TEST(Url, TooLongIsRefused) {
  EXPECT_FALSE(parse_url("scp://" + std::string(300, 'h') + "/a"));
  EXPECT_FALSE(parse_url("scp://h/" + std::string(longest_url, 'a')));
}

TEST(Url, ShowsNothingOfAWrongOneThatMayBeAPassword) {
  EXPECT_EQ(masked("scp://u:pass/word@h/a"), "scp://*:*@h/a");
  EXPECT_EQ(masked("scp://:secret@h"), "scp://*:*@h");
  EXPECT_EQ(masked("flash:/a@b"), "flash:/a@b");
}

TEST(Url, NamesItsFile) {
  EXPECT_EQ(parse_url("scp://h/dir/a.bin")->file_name(), "a.bin");
  EXPECT_EQ(parse_url("scp://h/dir/")->file_name(), "");
  EXPECT_EQ(parse_url("tftp:")->file_name(), "");
  EXPECT_EQ(parse_url("http://h/get/a.bin?x=/y")->file_name(), "a.bin");
}

TEST(Url, HasThePortOfItsScheme) {
  EXPECT_EQ(parse_url("tftp://h/a")->port_or_default(), 69);
  EXPECT_EQ(parse_url("https://h/a")->port_or_default(), 443);
  EXPECT_EQ(parse_url("https://h:8443/a")->port_or_default(), 8443);
}

}  // namespace
}  // namespace ferry::transfer
