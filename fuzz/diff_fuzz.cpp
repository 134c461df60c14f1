// rooms: diff
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "diff/command_list.h"
#include "diff/contextual.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

bool is_bounded(const std::vector<ferry::diff::Node>& nodes, std::size_t depth) {
  if (depth > ferry::diff::deepest) return nodes.empty();
  for (const auto& node : nodes) {
    if (!is_bounded(node.children, depth + 1)) return false;
  }
  return true;
}

}  // namespace

/// Two texts, with a NUL between them: each is the same as itself, and what differs one way differs the
/// other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry::diff;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const std::size_t cut = text.find('\0');
  const Tree before = parse(text.substr(0, cut));
  const Tree after = parse(cut == std::string_view::npos ? std::string_view{} : text.substr(cut + 1));
  check(is_bounded(before.nodes, 0) && is_bounded(after.nodes, 0));
  check(compare(before, before).empty());
  check(compare(before, after).empty() == compare(after, before).empty());
  (void)contextual_differences(before, after, LetterCase::ignored);
  Dialect dialect;
  check(command_list(before, before, dialect).empty());
  (void)command_list(before, after, dialect);
  return 0;
}
