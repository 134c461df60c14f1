#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "net/task.h"
#include "vfs/operation.h"

namespace ferry::testing {

/// Stands in for command authorization: notes what it is asked and denies what a test wants denied.
struct Permissions {
  bool are_asked = false;
  std::vector<std::string> denied{};
  std::vector<std::string> asked{};

  [[nodiscard]] std::function<net::Task<Result<void>>(vfs::Operation)> permit() {
    if (!are_asked) return nullptr;
    return [this](vfs::Operation operation) { return answer(std::move(operation)); };
  }

 private:
  static std::string describe(const vfs::Operation& operation) {
    static constexpr const char* names[] = {"store", "fetch", "list", "remove", "rename", "mkdir", "rmdir"};
    const auto name = std::string{names[static_cast<std::size_t>(operation.kind)]};
    return name + " " + operation.path + (operation.to.empty() ? "" : " " + operation.to);
  }
  net::Task<Result<void>> answer(vfs::Operation operation) {
    asked.push_back(describe(operation));
    if (std::ranges::find(denied, asked.back()) == denied.end()) co_return Result<void>{};
    co_return failure(ErrorCode::permission_denied, "denied by the test");
  }
};

}  // namespace ferry::testing
