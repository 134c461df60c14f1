#include "aaa/local_users.h"

#include <gmock/gmock.h>

#include "support/fixed_random.h"

namespace ferry::aaa {
namespace {

using config::Password;
using config::PasswordType;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

struct Stored {
  Password password;
  std::string_view clear;
};

/// A password of each type. Those of the types 8 and 9 and the second of type 7 are well-known examples.
const Stored stored_passwords[] = {
    {{false, PasswordType::clear, "cisco"}, "cisco"},
    {{false, PasswordType::clear, "with blanks and \xc3\xa4"}, "with blanks and \xc3\xa4"},
    {{false, PasswordType::reversible, "094F471A1A0A"}, "cisco"},
    {{false, PasswordType::reversible, "02050D480809"}, "cisco"},
    {{true, PasswordType::md5, "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0"}, "cisco"},
    {{true, PasswordType::sha256, "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk"},
     "hashcat"},
    {{true, PasswordType::scrypt, "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6"},
     "hashcat"},
};

TEST(LocalPassword, OpensForTheRightTextOfEachType) {
  for (const Stored& stored : stored_passwords) {
    EXPECT_TRUE(password_matches(stored.password, Secret{stored.clear})) << stored.password.text;
    EXPECT_TRUE(check_form(stored.password)) << stored.password.text;
  }
}

TEST(LocalPassword, StaysShutForAnyOtherText) {
  for (const Stored& stored : stored_passwords) {
    const std::string right{stored.clear};
    std::string upper = right;
    upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
    for (const std::string& wrong :
         {std::string{}, right + " ", right.substr(1), upper, right + '\0', right + '\0' + "x", '\0' + right,
          stored.password.text + "x", std::string(100'000, 'x')}) {
      EXPECT_FALSE(password_matches(stored.password, Secret{wrong}))
          << stored.password.text << " for " << wrong.substr(0, 40);
    }
  }
}

TEST(LocalPassword, NeverOpensForItsOwnHash) {
  for (const Stored& stored : stored_passwords) {
    if (stored.password.type == PasswordType::clear) continue;
    EXPECT_FALSE(password_matches(stored.password, Secret{stored.password.text}));
  }
}

TEST(LocalPassword, StaysShutWhenWhatIsStoredIsMalformed) {
  for (const PasswordType type :
       {PasswordType::reversible, PasswordType::md5, PasswordType::sha256, PasswordType::scrypt}) {
    for (const char* text : {"", "cisco", "$", "$1$", "$9$salt$", "0G", "99AA"}) {
      const Password malformed{true, type, text};
      EXPECT_FALSE(password_matches(malformed, Secret{std::string_view{"cisco"}})) << text;
      EXPECT_FALSE(password_matches(malformed, Secret{})) << text;
      EXPECT_FALSE(check_form(malformed)) << text;
    }
  }
}

TEST(LocalPassword, IsNeitherEmptyNorTooLongNorHoldsANul) {
  const auto checked = [](std::string text) {
    return check_form({false, PasswordType::clear, std::move(text)});
  };
  EXPECT_TRUE(checked("x"));
  EXPECT_TRUE(checked(std::string(max_password_bytes, 'x')));
  EXPECT_THAT(checked("").error().message, HasSubstr("empty"));
  EXPECT_THAT(checked(std::string(max_password_bytes + 1, 'x')).error().message, HasSubstr("255"));
  EXPECT_THAT(checked(std::string("x\0y", 3)).error().message, HasSubstr("NUL"));
}

TEST(LocalPassword, TheLongestOneOpens) {
  const std::string longest(max_password_bytes, 'x');
  ferry::testing::FixedRandom random;
  EXPECT_TRUE(password_matches(make_secret(Secret{longest}, random), Secret{longest}));
  EXPECT_TRUE(password_matches(make_reversible(Secret{longest}, random), Secret{longest}));
}

TEST(LocalPassword, ASecretIsMadeAsType9WithAFreshSalt) {
  ferry::testing::FixedRandom random;
  const Secret clear{std::string_view{"cisco"}};
  const Password first = make_secret(clear, random);
  const Password second = make_secret(clear, random);
  EXPECT_TRUE(first.is_secret);
  EXPECT_EQ(first.type, PasswordType::scrypt);
  EXPECT_THAT(first.text, MatchesRegex("\\$9\\$[./0-9A-Za-z]{14}\\$[./0-9A-Za-z]{43}"));
  EXPECT_NE(first.text, second.text);
  EXPECT_TRUE(password_matches(first, clear));
  EXPECT_TRUE(password_matches(second, clear));
}

TEST(LocalPassword, AReversibleOneIsRevealedAgain) {
  ferry::testing::FixedRandom random;
  for (int i = 0; i < 40; ++i) {
    const Password made = make_reversible(Secret{std::string_view{"cisco"}}, random);
    EXPECT_FALSE(made.is_secret);
    EXPECT_EQ(made.type, PasswordType::reversible);
    EXPECT_LT(made.text.substr(0, 2), "16");
    EXPECT_TRUE(equal_secrets(*reveal(made), Secret{std::string_view{"cisco"}}));
  }
}

TEST(LocalPassword, AOneWaySecretIsNotRevealed) {
  EXPECT_EQ(reveal({true, PasswordType::scrypt, "$9$..."}).error().message,
            "a type 9 secret cannot be read back");
}

config::Config two_users() {
  config::Config config;
  config.users["bob"] = {.privilege = 1, .password = std::nullopt};
  config.users["BOB"] = {.privilege = 15, .password = std::nullopt};
  config.users["Carol"] = {.privilege = 7, .password = std::nullopt};
  return config;
}

TEST(LocalUser, IsFoundWhateverTheCaseOfTheName) {
  const auto config = two_users();
  for (const char* name : {"Carol", "carol", "CAROL"}) {
    EXPECT_EQ(find_user(config, name, NameCase::ignored), &config.users.at("Carol"));
  }
}

TEST(LocalUser, IsFoundByTheExactNameOnlyForLocalCase) {
  const auto config = two_users();
  EXPECT_EQ(find_user(config, "Carol", NameCase::exact), &config.users.at("Carol"));
  EXPECT_EQ(find_user(config, "carol", NameCase::exact), nullptr);
}

TEST(LocalUser, WithTheExactNameGoesFirst) {
  const auto config = two_users();
  EXPECT_EQ(find_user(config, "bob", NameCase::ignored), &config.users.at("bob"));
  EXPECT_EQ(find_user(config, "BOB", NameCase::ignored), &config.users.at("BOB"));
}

TEST(LocalUser, IsNotFoundByAPartOrAnEmptyName) {
  const auto config = two_users();
  for (const char* name : {"", "Caro", "Carol ", "dave"}) {
    EXPECT_EQ(find_user(config, name, NameCase::ignored), nullptr) << name;
  }
  EXPECT_EQ(find_user(config, std::string_view{"Carol\0", 6}, NameCase::ignored), nullptr);
}

}  // namespace
}  // namespace ferry::aaa
