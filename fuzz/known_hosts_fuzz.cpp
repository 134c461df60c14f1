// rooms: workstation
#include <cstdint>
#include <cstdlib>
#include <set>
#include <vector>

#include "workstation/known_hosts.h"

using namespace ferry;

/// Whatever the file says, a key is judged, and a known one is said to stand on a line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  workstation::KnownHosts hosts;
  hosts.add_file("f", as_text({data, size}));
  const ByteVector blob{0, 0, 0, 1, 'x'};
  const auto standing = hosts.judge("r1", blob);
  const auto* known = std::get_if<workstation::KeyKnown>(&standing);
  if (known != nullptr && (known->place.line == 0 || hosts.key_types("r1").empty())) std::abort();
  if (hosts.has_authority("r1", Bytes{blob}) && !hosts.has_authority("r1")) std::abort();
  const bool is_revoked = std::holds_alternative<workstation::KeyRevoked>(standing);
  if (is_revoked != hosts.revoked("r1", blob).has_value()) std::abort();
  const std::vector<ByteVector> offered{blob, ByteVector{1}};
  const auto news = hosts.news("r1", blob, offered);
  const std::string_view text = as_text({data, size});
  if (news) {
    std::set<std::size_t> without;
    for (const auto& place : news->outdated) without.insert(place.line);
    const auto rewritten = workstation::rewritten_known_hosts(text, without, "");
    if (rewritten.size() > text.size() + 1) std::abort();
    workstation::KnownHosts again;
    again.add_file("f", rewritten);
    const auto rest = again.news("r1", blob, offered);
    if (!rest || !rest->outdated.empty()) std::abort();
  }
  return 0;
}
