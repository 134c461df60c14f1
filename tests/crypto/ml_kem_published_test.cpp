// Every case for ML-KEM-768 of NIST ACVP, of C2SP CCTV and of Project Wycheproof.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/ml_kem.h"
#include "support/wycheproof.h"

namespace ferry::crypto::ml_kem {
namespace {

using testing::bytes_of;
using testing::for_each_case;
using testing::Json;
using testing::name_of;
using testing::open_vectors;

std::string decapsulated(Bytes key, Bytes ciphertext) {
  const auto shared = decapsulate(Secret{ByteVector{key.begin(), key.end()}}, ciphertext);
  return shared ? to_hex(shared->reveal()) : "";
}

std::string hex_of(const Json& value) {
  return to_hex(bytes_of(value));
}

// --- NIST ACVP: a file of prompts, and one of results by the same numbers ---

using Check = void (*)(const Json& prompt, const Json& result);

void for_each_acvp_case(const std::string& folder, const std::map<std::string, Check>& checks) {
  auto prompts = open_vectors("acvp-mlkem/" + folder + "/prompt.json");
  auto results = open_vectors("acvp-mlkem/" + folder + "/expectedResults.json");
  if (!prompts || !results) return;
  std::map<int, Json> result_of;
  for (const auto& group : Json::parse(*results).at("testGroups")) {
    for (const auto& test : group.at("tests")) result_of[test.at("tcId").get<int>()] = test;
  }
  std::size_t functions = 0;
  const auto content = Json::parse(*prompts);
  for (const auto& group : content.at("testGroups")) {
    if (group.at("parameterSet") != "ML-KEM-768") continue;
    const Check check = checks.at(group.value("function", "keyGen"));
    for (const auto& test : group.at("tests")) check(test, result_of.at(test.at("tcId").get<int>()));
    ++functions;
  }
  EXPECT_EQ(functions, checks.size());
}

void check_keys(const Json& prompt, const Json& result) {
  const auto pair = generate_keys(Secret{bytes_of(prompt.at("d"))}, Secret{bytes_of(prompt.at("z"))});
  EXPECT_EQ(to_hex(pair.encapsulation_key), hex_of(result.at("ek"))) << name_of(prompt);
  EXPECT_EQ(to_hex(pair.decapsulation_key.reveal()), hex_of(result.at("dk"))) << name_of(prompt);
}

void check_encapsulation(const Json& prompt, const Json& result) {
  const auto made = encapsulate(bytes_of(prompt.at("ek")), Secret{bytes_of(prompt.at("m"))});
  ASSERT_TRUE(made) << name_of(prompt);
  EXPECT_EQ(to_hex(made->ciphertext), hex_of(result.at("c"))) << name_of(prompt);
  EXPECT_EQ(to_hex(made->shared_secret.reveal()), hex_of(result.at("k"))) << name_of(prompt);
}

void check_decapsulation(const Json& prompt, const Json& result) {
  EXPECT_EQ(decapsulated(bytes_of(prompt.at("dk")), bytes_of(prompt.at("c"))), hex_of(result.at("k")))
      << name_of(prompt);
}

void check_encapsulation_key(const Json& prompt, const Json& result) {
  const auto made = encapsulate(bytes_of(prompt.at("ek")), Secret{ByteVector(seed_size)});
  EXPECT_EQ(made.has_value(), result.at("testPassed").get<bool>()) << name_of(prompt);
}

void check_decapsulation_key(const Json& prompt, const Json& result) {
  const auto shared = decapsulate(Secret{bytes_of(prompt.at("dk"))}, ByteVector(ciphertext_size));
  EXPECT_EQ(shared.has_value(), result.at("testPassed").get<bool>()) << name_of(prompt);
}

TEST(Acvp, MlKemKeyGeneration) {
  for_each_acvp_case("keygen", {{"keyGen", check_keys}});
}

TEST(Acvp, MlKemEncapsulationAndDecapsulation) {
  for_each_acvp_case("encap-decap", {{"encapsulation", check_encapsulation},
                                     {"decapsulation", check_decapsulation},
                                     {"encapsulationKeyCheck", check_encapsulation_key},
                                     {"decapsulationKeyCheck", check_decapsulation_key}});
}

// --- C2SP CCTV: lines of `name = hex`; a name that comes twice means the same or an element of it ---

std::map<std::string, ByteVector> read_cctv(const std::string& file) {
  std::map<std::string, ByteVector> values;
  auto in = open_vectors("cctv-mlkem/" + file);
  if (!in) return values;
  for (std::string line; std::getline(*in, line);) {
    const auto equals = line.find(" = ");
    const auto bytes = from_hex(line.substr(equals + 3));
    if (bytes) values.emplace(line.substr(0, equals), *bytes);
  }
  return values;
}

/// The seeds d of these files were turned into keys by the draft of FIPS 203, which did not hash k, so the
/// keys are taken as they stand.
TEST(Cctv, MlKemIntermediateAndUnluckySample) {
  for (const auto* file : {"intermediate-768.txt", "unluckysample-768.txt"}) {
    const auto values = read_cctv(file);
    if (values.empty()) continue;
    const auto made = encapsulate(values.at("ek"), Secret{values.at("m")});
    ASSERT_TRUE(made) << file;
    EXPECT_EQ(to_hex(made->ciphertext), to_hex(values.at("c"))) << file;
    EXPECT_EQ(to_hex(made->shared_secret.reveal()), to_hex(values.at("K"))) << file;
    EXPECT_EQ(decapsulated(values.at("dk"), values.at("c")), to_hex(values.at("K"))) << file;
  }
}

TEST(Cctv, MlKemStrcmp) {
  const auto values = read_cctv("strcmp-768.txt");
  if (values.empty()) return;
  EXPECT_EQ(decapsulated(values.at("dk"), values.at("c")), to_hex(values.at("K")));
}

/// The keys of modulus-768.txt.gz, which gzip has to unpack first.
std::vector<std::string> read_modulus_keys() {
  if (!open_vectors("cctv-mlkem/modulus-768.txt.gz")) return {};
  const auto path = (testing::vectors_folder() / "cctv-mlkem/modulus-768.txt.gz").string();
  std::FILE* unpacked = ::popen(("gzip --decompress --stdout '" + path + "'").c_str(), "r");
  std::vector<std::string> keys;
  std::array<char, 2 * encapsulation_key_size + 2> line{};
  while (std::fgets(line.data(), line.size(), unpacked) != nullptr) {
    keys.emplace_back(line.data(), 2 * encapsulation_key_size);
  }
  EXPECT_EQ(::pclose(unpacked), 0);
  EXPECT_FALSE(keys.empty());
  return keys;
}

TEST(Cctv, MlKemModulus) {
  for (const std::string& key : read_modulus_keys()) {
    const auto made = encapsulate(from_hex(key).value(), Secret{ByteVector(seed_size)});
    ASSERT_FALSE(made) << key;
    ASSERT_EQ(made.error(), Error::coefficient_out_of_range) << key;
  }
}

// --- Project Wycheproof ---

bool valid(const Json& test) {
  return test.at("result") == "valid";
}

/// Nothing for a seed that is not d || z.
std::optional<EncapsulationKeyPair> keys_from_seed(const Json& test) {
  const auto seed = bytes_of(test.at("seed"));
  if (seed.size() != 2 * seed_size) return std::nullopt;
  return generate_keys(Secret{ByteVector(seed.begin(), seed.begin() + seed_size)},
                       Secret{ByteVector(seed.begin() + seed_size, seed.end())});
}

TEST(Wycheproof, MlKemKeyGeneration) {
  for_each_case("mlkem_768_keygen_seed_test.json", [](const Json&, const Json& test) {
    const auto pair = keys_from_seed(test);
    ASSERT_EQ(pair.has_value(), valid(test)) << name_of(test);
    EXPECT_EQ(to_hex(pair->encapsulation_key), hex_of(test.at("ek"))) << name_of(test);
    EXPECT_EQ(to_hex(pair->decapsulation_key.reveal()), hex_of(test.at("dk"))) << name_of(test);
  });
}

TEST(Wycheproof, MlKemEncapsulation) {
  for_each_case("mlkem_768_encaps_test.json", [](const Json&, const Json& test) {
    const auto made = encapsulate(bytes_of(test.at("ek")), Secret{bytes_of(test.at("m"))});
    ASSERT_EQ(made.has_value(), valid(test)) << name_of(test);
    if (!made) return;
    EXPECT_EQ(to_hex(made->ciphertext), hex_of(test.at("c"))) << name_of(test);
    EXPECT_EQ(to_hex(made->shared_secret.reveal()), hex_of(test.at("K"))) << name_of(test);
  });
}

TEST(Wycheproof, MlKemDecapsulation) {
  for_each_case("mlkem_768_test.json", [](const Json&, const Json& test) {
    const auto pair = keys_from_seed(test);
    if (!pair) {
      EXPECT_FALSE(valid(test)) << name_of(test);
      return;
    }
    if (test.contains("ek"))
      EXPECT_EQ(to_hex(pair->encapsulation_key), hex_of(test.at("ek"))) << name_of(test);
    const auto shared = decapsulate(pair->decapsulation_key, bytes_of(test.at("c")));
    ASSERT_EQ(shared.has_value(), valid(test)) << name_of(test);
    if (shared) EXPECT_EQ(to_hex(shared->reveal()), hex_of(test.at("K"))) << name_of(test);
  });
}

TEST(Wycheproof, MlKemDecapsulationWithAKey) {
  for_each_case("mlkem_768_semi_expanded_decaps_test.json", [](const Json&, const Json& test) {
    const auto shared = decapsulate(Secret{bytes_of(test.at("dk"))}, bytes_of(test.at("c")));
    ASSERT_EQ(shared.has_value(), valid(test)) << name_of(test);
    if (shared) EXPECT_EQ(to_hex(shared->reveal()), hex_of(test.at("K"))) << name_of(test);
  });
}

}  // namespace
}  // namespace ferry::crypto::ml_kem
