#include "aaa/decoys.h"

#include <gmock/gmock.h>

#include "aaa/local_users.h"
#include "support/fixed_random.h"

namespace ferry::aaa {
namespace {

using config::Password;
using config::PasswordType;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr PasswordType all_types[] = {PasswordType::clear, PasswordType::md5, PasswordType::reversible,
                                      PasswordType::sha256, PasswordType::scrypt};

/// Users with these types of passwords, and one without any.
config::Config users_with(std::initializer_list<PasswordType> types, const Decoys& passwords) {
  config::Config config;
  config.users["nobody"] = {};
  for (const PasswordType type : types) {
    config.users["user" + std::to_string(static_cast<int>(type))] = {.privilege = 1,
                                                                     .password = passwords.of(type)};
  }
  return config;
}

std::vector<PasswordType> types_of(const VerificationPlan& plan) {
  std::vector<PasswordType> types;
  for (const Password* check : plan.checks) types.push_back(check->type);
  return types;
}

TEST(Decoys, HaveTheFormOfTheirTypeAndSoItsCost) {
  ferry::testing::FixedRandom random;
  const Decoys decoys{random};
  for (const PasswordType type : all_types) {
    EXPECT_EQ(decoys.of(type).type, type);
    EXPECT_TRUE(check_form(decoys.of(type))) << decoys.of(type).text;
  }
}

TEST(Decoys, AreDifferentOnEachDevice) {
  ferry::testing::FixedRandom first{1};
  ferry::testing::FixedRandom second{2};
  const Decoys here{first};
  const Decoys there{second};
  for (const PasswordType type : all_types) EXPECT_NE(here.of(type).text, there.of(type).text);
}

TEST(VerificationPlan, CostsTheSameForEveryUserAndForNobody) {
  ferry::testing::FixedRandom random;
  const Decoys passwords{random};
  const Decoys decoys{random};
  const auto config = users_with({PasswordType::clear, PasswordType::md5, PasswordType::scrypt}, passwords);
  const auto unknown = plan_verification(config, nullptr, decoys);
  EXPECT_THAT(types_of(unknown), ElementsAre(PasswordType::clear, PasswordType::md5, PasswordType::scrypt));
  for (const auto& [name, user] : config.users) {
    const Password* real = user.password ? &*user.password : nullptr;
    EXPECT_EQ(types_of(plan_verification(config, real, decoys)), types_of(unknown)) << name;
  }
}

TEST(VerificationPlan, ChecksTheRealPasswordInThePlaceOfItsType) {
  ferry::testing::FixedRandom random;
  const Decoys passwords{random};
  const Decoys decoys{random};
  const auto config = users_with({PasswordType::clear, PasswordType::scrypt}, passwords);
  const Password& real = *config.users.at("user9").password;
  EXPECT_THAT(plan_verification(config, &real, decoys).checks,
              ElementsAre(&decoys.of(PasswordType::clear), &real));
}

TEST(VerificationPlan, IsEmptyWithoutUsers) {
  ferry::testing::FixedRandom random;
  EXPECT_THAT(plan_verification({}, nullptr, Decoys{random}).checks, IsEmpty());
}

TEST(VerificationPlan, AMatchWithADecoyOpensNothing) {
  ferry::testing::FixedRandom random;
  const Decoys passwords{random};
  const Decoys decoys{random};
  const auto config = users_with({PasswordType::clear, PasswordType::reversible}, passwords);
  const Secret decoy{decoys.of(PasswordType::clear).text};
  EXPECT_FALSE(matches(plan_verification(config, nullptr, decoys), decoy));
  EXPECT_FALSE(matches(plan_verification(config, &*config.users.at("user7").password, decoys), decoy));
}

TEST(VerificationPlan, OpensForTheRealPassword) {
  ferry::testing::FixedRandom random;
  const Decoys passwords{random};
  const Decoys decoys{random};
  const auto config = users_with({PasswordType::clear, PasswordType::scrypt}, passwords);
  const Password& real = *config.users.at("user0").password;
  EXPECT_TRUE(matches(plan_verification(config, &real, decoys), Secret{real.text}));
}

}  // namespace
}  // namespace ferry::aaa
