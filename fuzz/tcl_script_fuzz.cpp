// rooms: commands base
#include <cstdlib>

#include "base/bytes.h"
#include "base/text.h"
#include "commands/tcl_script.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// Any script: every command of it is found or says what is wrong, and parsing always moves on.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  namespace tcl = commands::tcl;
  const std::string_view script = as_text({data, size});
  std::size_t position = 0;
  while (position < script.size()) {
    const std::size_t before = position;
    const auto command = tcl::next_command(script, position);
    check(position <= script.size());
    if (!command) {
      check(!command.error().empty());
      break;
    }
    check(position > before);
  }
  if (const auto elements = tcl::list_elements(script)) check(elements->size() <= size);
  tcl::Completeness completeness;
  for (const auto line : lines(script)) completeness.add_line(line);
  static_cast<void>(completeness.is_complete());
  return 0;
}
