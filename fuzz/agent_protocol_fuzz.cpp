// rooms: workstation
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "workstation/agent_protocol.h"

using namespace ferry;

/// A hostile agent gets no more keys in than there may be, and no control characters.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto keys = workstation::parse_agent_keys({data, size});
  if (keys && keys->size() > workstation::most_agent_keys) std::abort();
  for (const auto& key : keys.value_or(std::vector<workstation::AgentKey>{})) {
    if (key.comment != printable(key.comment) || key.blob.empty()) std::abort();
  }
  const auto signature = workstation::parse_agent_signature({data, size});
  if (signature && signature->size() > size) std::abort();
  const auto length = workstation::agent_answer_size({data, size});
  if (length && *length > workstation::longest_agent_answer) std::abort();
  return 0;
}
