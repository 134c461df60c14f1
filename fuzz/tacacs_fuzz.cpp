// rooms: aaa
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "aaa/tacacs/authentication.h"
#include "aaa/tacacs/authorization.h"
#include "aaa/tacacs/packet.h"

using namespace ferry;
using namespace ferry::aaa;
using namespace ferry::aaa::tacacs;

namespace {

/// What decodes is written again as it was, but for bits that mean nothing.
template <class Message>
void check(Bytes body) {
  const auto message = decode<Message>(body);
  if (!message) return;
  const auto again = encode(*message);
  if (!again || again->size() != body.size() || !decode<Message>(*again)) std::abort();
}

/// No bytes are a pass but those that say so.
void check_verdicts(Bytes body) {
  Authentication login{{.subject = {"user", "tty1", "10.1.1.1"}}};
  static_cast<void>(login.start());
  const auto step = login.receive(body);
  const auto* const verdict = std::get_if<Verdict>(&step);
  if (verdict != nullptr && verdict->outcome == Outcome::pass && body[0] != 1) std::abort();
  if (const auto grant = judge_authorization(exec_arguments(), body)) {
    if (body[0] != 1 && body[0] != 2) std::abort();
    if (const auto shell = judge_shell(*grant); shell && shell->privilege > 15) std::abort();
  }
  if (judge_accounting(body).outcome == Outcome::pass && body[4] != 1) std::abort();
}

}  // namespace

/// A reply of a server, from its header on.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{data, size};
  if (size < header_size) return 0;
  if (const auto header = decode_header(bytes.first<header_size>())) {
    const auto packed = encode(*header);
    if (!std::ranges::equal(packed, bytes.first<header_size>())) std::abort();
  }
  const Bytes body = bytes.subspan(header_size);
  check<AuthenticationStart>(body);
  check<AuthenticationReply>(body);
  check<AuthenticationContinue>(body);
  check<AuthorizationRequest>(body);
  check<AuthorizationResponse>(body);
  check<AccountingRequest>(body);
  check<AccountingReply>(body);
  check_verdicts(body);
  return 0;
}
