#include "ssh/auth/public_key_claim.h"

#include <algorithm>

#include "ssh/message_number.h"
#include "wire/writer.h"

namespace ferry::ssh {

ByteVector signed_login(Bytes session_id, const PublicKeyClaim& claim) {
  ByteVector text;
  wire::Writer out{text};
  out.string(session_id);
  out.write(MessageNumber::userauth_request);
  out.write(claim.user);
  out.write(connection_service);
  out.write(std::string_view{"publickey"});
  out.write(true);
  out.write(claim.algorithm);
  out.string(claim.blob);
  return text;
}

const SignatureRow* choose_signature_algorithm(KeyType key_type, std::span<const std::string> announced,
                                               std::span<const std::string> allowed) {
  const auto fits = [&](const SignatureRow& row, bool is_wanted) {
    const bool is_welcome =
        announced.empty() ? is_wanted : std::ranges::find(announced, row.name) != announced.end();
    return row.key_type == key_type && is_welcome;
  };
  for (const std::string& name : allowed) {
    const SignatureRow* const row = find_signature_algorithm(name);
    if (row != nullptr && fits(*row, true)) return row;
  }
  if (!allowed.empty()) return nullptr;
  for (const SignatureRow& row : signature_algorithms()) {
    if (fits(row, !is_weak(row))) return &row;
  }
  return nullptr;
}

}  // namespace ferry::ssh
