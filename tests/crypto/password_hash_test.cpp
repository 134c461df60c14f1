#include "crypto/password_hash.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "crypto/random.h"
#include "support/fixed_random.h"

namespace ferry::crypto {
namespace {

struct Example {
  SecretType type;
  std::string_view hash;
  std::string_view password;
};

/// From the documentation of password auditing programs.
constexpr std::array examples{
    Example{SecretType::md5, "$1$28772684$iEwNOgGugqO9.bIz5sk8k/", "hashcat"},
    Example{SecretType::sha256, "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk", "hashcat"},
    Example{SecretType::scrypt, "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM", "cisco"},
    Example{SecretType::scrypt, "$9$cvWdfQlRRDKq/U$VFTPha5VHTCbSgSUAo.nPoh50ZiXOw1zmljEjXkaq1g", "123456"},
    Example{SecretType::scrypt, "$9$X9fA8mypebLFVj$Klp6X9hxNhkns0kwUIinvLRSIgWOvCwDhVTZqjsycyU", "JtR"},
};

constexpr std::array types{SecretType::md5, SecretType::sha256, SecretType::scrypt};

TEST(PasswordHash, AcceptsThePublishedExamples) {
  for (const auto& [type, hash, password] : examples) {
    EXPECT_TRUE(check_hash_form(type, hash)) << hash;
    EXPECT_TRUE(password_matches(type, hash, Secret{password})) << hash;
    EXPECT_FALSE(password_matches(type, hash, Secret{"Cisco"})) << hash;
    EXPECT_FALSE(password_matches(type, hash, Secret{})) << hash;
  }
}

TEST(PasswordHash, AcceptsTheHashesItMade) {
  SystemRandom random;
  for (const auto type : types) {
    for (const std::string& password : {std::string{"s3cret"}, std::string{}, std::string(200, 'x')}) {
      const auto hash = hash_password(type, Secret{password}, random);
      EXPECT_TRUE(check_hash_form(type, hash)) << hash;
      EXPECT_TRUE(password_matches(type, hash, Secret{password})) << hash;
      EXPECT_FALSE(password_matches(type, hash, Secret{password + "x"})) << hash;
    }
  }
}

TEST(PasswordHash, TakesItsSaltFromTheRandomnessItIsGiven) {
  for (const auto type : types) {
    testing::FixedRandom one{1};
    testing::FixedRandom same{1};
    testing::FixedRandom other{2};
    const Secret password{"s3cret"};
    const auto hash = hash_password(type, password, one);
    EXPECT_EQ(hash, hash_password(type, password, same));
    EXPECT_NE(hash, hash_password(type, password, other));
    EXPECT_NE(hash, hash_password(type, password, one)) << "each salt is fresh";
  }
}

TEST(PasswordHash, HasTheFormThatIosPrints) {
  testing::FixedRandom random;
  const Secret password{"s3cret"};
  EXPECT_EQ(hash_password(SecretType::md5, password, random).size(), 3 + 4 + 1 + 22U);
  EXPECT_EQ(hash_password(SecretType::sha256, password, random).size(), 3 + 14 + 1 + 43U);
  EXPECT_EQ(hash_password(SecretType::scrypt, password, random).size(), 3 + 14 + 1 + 43U);
}

TEST(PasswordHash, RefusesEveryOtherForm) {
  for (const auto& [type, hash, password] : examples) {
    for (std::size_t size = 0; size < hash.size(); ++size) {
      EXPECT_FALSE(check_hash_form(type, hash.substr(0, size))) << size;
      EXPECT_FALSE(password_matches(type, hash.substr(0, size), Secret{password}));
    }
    EXPECT_FALSE(check_hash_form(type, std::string{hash} + "a"));
    std::string changed{hash};
    changed.back() = '!';
    EXPECT_FALSE(check_hash_form(type, changed));
    changed = hash;
    changed[4] = ':';
    EXPECT_FALSE(check_hash_form(type, changed));
    for (const auto other : types) {
      if (other != type) EXPECT_FALSE(check_hash_form(other, hash));
    }
  }
}

TEST(PasswordHash, SaysWhichFormItWanted) {
  EXPECT_EQ(check_hash_form(SecretType::scrypt, "$9$short$hash").error().message,
            "not a type 9 secret: its form is $9$<salt>$<43 characters>");
}

TEST(PasswordHash, NeverMatchesAPasswordThatItDoesNotTake) {
  const auto& [type, hash, password] = examples[0];
  EXPECT_FALSE(password_matches(type, hash, Secret{std::string{"hashcat\0", 8}}));
  EXPECT_FALSE(password_matches(type, hash, Secret{std::string(maximum_password_size + 1, 'x')}));
  testing::FixedRandom random;
  const Secret longest{std::string(maximum_password_size, 'x')};
  for (const auto each : types)
    EXPECT_TRUE(password_matches(each, hash_password(each, longest, random), longest));
  EXPECT_ANY_THROW((void)hash_password(type, Secret{std::string(maximum_password_size + 1, 'x')}, random));
}

TEST(Type7, DecodesThePublishedExamples) {
  for (const auto& [text, password] : {std::pair{"094F471A1A0A", "cisco"}, std::pair{"02050D480809", "cisco"},
                                       std::pair{"02050d480809", "cisco"}, std::pair{"0257570E5C", "1357"}}) {
    const auto decoded = decode_type7(text);
    ASSERT_TRUE(decoded) << text;
    EXPECT_EQ(as_text(decoded->reveal()), password);
  }
}

TEST(Type7, EncodesAsIosDoes) {
  EXPECT_EQ(encode_type7(Secret{"cisco"}, 9), "094F471A1A0A");
  EXPECT_EQ(encode_type7(Secret{"cisco"}, 2), "02050D480809");
  EXPECT_EQ(encode_type7(Secret{"1357"}, 2), "0257570E5C");
}

TEST(Type7, DecodesWhatItEncodedAtEveryOffset) {
  const std::string password(100, 'p');
  for (unsigned offset = 0; offset < 60; ++offset) {
    const auto decoded = decode_type7(encode_type7(Secret{password}, offset));
    ASSERT_TRUE(decoded) << offset;
    EXPECT_EQ(as_text(decoded->reveal()), password);
  }
}

TEST(Type7, RefusesEveryOtherForm) {
  for (const auto* text :
       {"", "0", "09", "094", "094F4", "0x4F", "+94F", "xx4F47", "094F4G", "534F47", "994F47", "09 F"}) {
    EXPECT_FALSE(decode_type7(text)) << text;
  }
}

}  // namespace
}  // namespace ferry::crypto
