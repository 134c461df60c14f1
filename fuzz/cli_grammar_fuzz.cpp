// rooms: commands
#include <cstdlib>

#include "base/bytes.h"
#include "commands/tables.h"

/// Any line in any mode: it is matched or refused with a caret inside it, and help never fails. What matches
/// is matched again when it is spelled out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  if (size < 2) return 0;
  const auto mode = static_cast<cli::Mode>(data[0] % cli::mode_count);
  config::Config config;
  config.aaa.new_model = (data[1] & 1U) != 0;
  const cli::Vocabulary names{{"mac", {"hmac-sha1", "hmac-sha2-256"}}, {"kex", {"a", "b"}}};
  const cli::Scope scope{.mode = mode, .privilege = data[1] % 16U, .config = config, .vocabulary = names};
  const std::string_view line = as_text({data + 2, size - 2});
  const auto match = commands::grammar().match(scope, line);
  if (!match && match.error().column > line.size()) std::abort();
  if (match && match->form() == cli::Form::plain) {
    const std::string full = match->canonical();
    const auto again = commands::grammar().match(scope, full);
    if (!again || again->canonical() != full || &again->command() != &match->command()) std::abort();
  }
  (void)commands::grammar().help(scope, line);
  return 0;
}
