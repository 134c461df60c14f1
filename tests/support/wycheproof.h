#pragma once

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/text.h"

namespace ferry::testing {

using Json = nlohmann::json;

/// The folder with files that others publish and that are too large to be part of the project:
/// $FERRY_VECTORS, or where the build says.
inline std::filesystem::path vectors_folder() {
  const char* chosen = std::getenv("FERRY_VECTORS");
  return chosen != nullptr ? chosen : FERRY_VECTORS;
}

/// `file` of that folder, open. Where it is not there this says so on standard output and gives nothing: the
/// tables in tests/vectors remain.
inline std::optional<std::ifstream> open_vectors(const std::string& file) {
  std::ifstream in{vectors_folder() / file};
  if (in) return in;
  fmt::print("[   NOTE   ] {} is not there: set FERRY_VECTORS to the folder that holds it\n",
             (vectors_folder() / file).string());
  return std::nullopt;
}

inline ByteVector bytes_of(const Json& value) {
  return from_hex(value.get<std::string>()).value();
}

inline bool has_flag(const Json& test, std::string_view flag) {
  for (const auto& each : test.at("flags")) {
    if (each.get<std::string>() == flag) return true;
  }
  return false;
}

/// Where a case came from, for a message about its failure.
inline std::string name_of(const Json& test) {
  return fmt::format("case {}: {}", test.at("tcId").get<int>(), test.value("comment", ""));
}

/// Calls `check` with each group and case of Project Wycheproof's `file`, if it is there.
inline void for_each_case(const std::string& file,
                          const std::function<void(const Json&, const Json&)>& check) {
  auto in = open_vectors("wycheproof/" + file);
  if (!in) return;
  bool any = false;
  const auto content = Json::parse(*in);
  for (const auto& group : content.at("testGroups")) {
    for (const auto& test : group.at("tests")) {
      check(group, test);
      any = true;
    }
  }
  if (!any) throw std::runtime_error("no cases in " + file);
}

}  // namespace ferry::testing
