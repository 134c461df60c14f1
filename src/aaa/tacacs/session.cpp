#include "aaa/tacacs/session.h"

#include <fmt/format.h>

namespace ferry::aaa::tacacs {
namespace {

std::unexpected<Refusal> error(std::string reason) {
  return std::unexpected(Refusal{Outcome::error, std::move(reason)});
}

}  // namespace

ByteVector Session::seal(Bytes body) {
  Header header{.minor = minor_, .type = type_, .sequence = next_, .session = id_};
  if (next_ == 1) header.flags |= single_connect_flag;
  if (!key_) header.flags |= unencrypted_flag;
  ++next_;
  return tacacs::seal(header, body, key_.get());
}

std::expected<void, Refusal> Session::check(const Header& header) const {
  if (header.type != type_) return error("the reply is of another type");
  if (header.session != id_) return error("the reply belongs to another session");
  if (header.sequence != next_) {
    return error(fmt::format("the reply has sequence number {}, not {}", header.sequence, next_));
  }
  // RFC 8907 section 10.5.2, RFC 9887 section 4: a peer that disagrees about obfuscation is no peer, and
  // nobody else is asked in its place.
  const bool is_plain = (header.flags & unencrypted_flag) != 0;
  if (is_plain == !key_) return {};
  return std::unexpected(Refusal{Outcome::fail, is_plain ? "the server does not obfuscate its reply"
                                                         : "the server obfuscates its reply within TLS"});
}

std::expected<ByteVector, Refusal> Session::open(const Header& header, ByteVector body) {
  if (auto checked = check(header); !checked) return std::unexpected(std::move(checked.error()));
  if (key_) obfuscate(body, header, *key_);
  // RFC 8907 section 4.3: only the first two packets of a connection say something about it.
  if (next_ == 2) keeps_connection_ = (header.flags & single_connect_flag) != 0;
  ++next_;
  return body;
}

}  // namespace ferry::aaa::tacacs
