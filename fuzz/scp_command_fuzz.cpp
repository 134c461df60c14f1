// rooms: scp base
#include <cstdlib>

#include "base/bytes.h"
#include "scp/command.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto command = ferry::scp::parse_command(ferry::as_text({data, size}));
  if (!command || !*command) return 0;
  const ferry::scp::Command& parsed = **command;
  const bool is_sink = parsed.direction == ferry::scp::Direction::sink;
  if (parsed.paths.empty() || (is_sink && parsed.paths.size() != 1)) std::abort();
  if (parsed.paths.size() == 1 && parsed.paths.front() != parsed.whole) std::abort();
  return 0;
}
