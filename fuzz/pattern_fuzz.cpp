// rooms: terminal base
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "support/pattern_oracle.h"
#include "terminal/pattern.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// Any pattern, up to the first LF, and any line behind it: short ones are matched as the plainest matcher
/// there is does it, long ones are matched at all; and the answer does not depend on what was asked before.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  const std::string_view all = as_text({data, size});
  const std::string_view text = all.substr(0, all.find('\n'));
  const std::string_view line = all.substr(std::min(text.size() + 1, all.size()));
  auto pattern = terminal::Pattern::parse(text);
  if (!pattern) {
    check(!pattern.error().message.empty());
    return 0;
  }
  const bool matches = pattern->matches(line);
  const std::string longer = std::string{line} + std::string{line};
  check(pattern->matches(longer) == terminal::Pattern::parse(text)->matches(longer));
  check(pattern->matches(line) == matches);
  if (text.size() <= 20 && line.size() <= 20) check(testing::PatternOracle{line}.matches(text) == matches);
  return 0;
}
