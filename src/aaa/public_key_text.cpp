#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "aaa/local_users.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "wire/reader.h"

namespace ferry::aaa {
namespace {

/// An RSA key with the largest modulus that may log in takes less than 3 KiB of base64.
constexpr std::size_t max_key_text_bytes = 8192;

std::unexpected<Error> not_a_key(std::string why) {
  return failure(ErrorCode::invalid, "not a public key: " + std::move(why));
}

void read_rsa(wire::Reader& in, std::string_view) {
  wire::Mpint exponent;
  wire::Mpint modulus;
  in.read(exponent);
  in.read(modulus);
  if (exponent.magnitude.empty() || modulus.magnitude.empty()) in.fail(wire::WireError::bad_value);
}

void read_ecdsa(wire::Reader& in, std::string_view type) {
  std::string_view curve;
  Bytes point;
  in.read(curve);
  in.read(point);
  // RFC 5656 section 3.1: the type ends with the curve's name, which stands in the key once more.
  if (point.empty() || type != fmt::format("ecdsa-sha2-{}", curve)) in.fail(wire::WireError::bad_value);
}

void read_ed25519(wire::Reader& in, std::string_view) {
  // RFC 8709 section 4.
  constexpr std::size_t key_size = 32;
  Bytes key;
  in.read(key);
  if (key.size() != key_size) in.fail(wire::WireError::bad_value);
}

// PROTOCOL.u2f: the same keys, and whom they were made for.
void read_application(wire::Reader& in) {
  std::string_view application;
  in.read(application);
}

void read_token_ed25519(wire::Reader& in, std::string_view type) {
  read_ed25519(in, type);
  read_application(in);
}

void read_token_ecdsa(wire::Reader& in, std::string_view) {
  read_ecdsa(in, "ecdsa-sha2-nistp256");
  read_application(in);
}

/// A type of key that may log in, and how to read what follows the type in a key of it.
struct KeyForm {
  std::string_view type;
  void (*read)(wire::Reader& in, std::string_view type);
};

constexpr std::array key_forms = {
    KeyForm{"ssh-rsa", read_rsa},
    KeyForm{"ecdsa-sha2-nistp256", read_ecdsa},
    KeyForm{"ecdsa-sha2-nistp384", read_ecdsa},
    KeyForm{"ecdsa-sha2-nistp521", read_ecdsa},
    KeyForm{"ssh-ed25519", read_ed25519},
    KeyForm{"sk-ssh-ed25519@openssh.com", read_token_ed25519},
    KeyForm{"sk-ecdsa-sha2-nistp256@openssh.com", read_token_ecdsa},
};

const KeyForm* find_form(std::string_view type) {
  const auto* const found = std::ranges::find(key_forms, type, &KeyForm::type);
  return found == key_forms.end() ? nullptr : found;
}

/// The type that the key itself names; an error unless the whole of it is well-formed (RFC 4253 section 6.6).
Result<std::string> type_of(Bytes blob) {
  wire::Reader in{blob};
  std::string_view type;
  in.read(type);
  const KeyForm* form = find_form(type);
  if (in.error() == wire::WireError::none && form == nullptr) {
    return failure(ErrorCode::unsupported, "no such type of public key: " + printable(type));
  }
  if (form != nullptr) form->read(in, type);
  const auto error = in.finish();
  if (error != wire::WireError::none) return not_a_key(std::string{wire::describe(error)});
  return std::string{type};
}

/// What an authorized_keys file of OpenSSH says in front of a key, as far as it is about security tokens.
struct TokenOptions {
  bool no_touch_required = false;
  bool verify_required = false;
};

/// Nothing unless every part of `word` is such an option.
std::optional<TokenOptions> token_options(std::string_view word) {
  TokenOptions options;
  for (const std::string_view part : split(word, ',')) {
    options.no_touch_required = options.no_touch_required || part == "no-touch-required";
    options.verify_required = options.verify_required || part == "verify-required";
    if (part != "no-touch-required" && part != "verify-required") return std::nullopt;
  }
  return options;
}

/// What stands in the text, before it is known to be a key.
struct KeyText {
  std::string_view type;  // empty if the text does not name it
  std::string base64;
  std::string comment;
  TokenOptions options = {};
};

/// What `line` says from `word` on, which is a part of it.
std::string_view rest_of(std::string_view line, std::string_view word) {
  return trim(line.substr(static_cast<std::size_t>(word.data() - line.data())));
}

Result<KeyText> split_key_text(std::string_view typed) {
  KeyText parts;
  for (const auto line : lines(typed)) {
    auto found = words(line);
    if (found.empty()) continue;
    if (!parts.comment.empty()) return not_a_key("something follows the comment");
    const auto options = parts.type.empty() ? token_options(found.front()) : std::nullopt;
    if (options) {
      parts.options = *options;
      found.erase(found.begin());
      if (found.empty()) continue;
    }
    if (parts.base64.empty() && find_form(found.front()) != nullptr) {
      parts.type = found.front();
      found.erase(found.begin());
      if (found.empty()) continue;
    }
    parts.base64 += found.front();
    if (found.size() > 1) parts.comment = printable(rest_of(line, found[1]));
  }
  if (parts.base64.empty()) return not_a_key("nothing was typed");
  return parts;
}

std::string upper_case(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

}  // namespace

Result<config::PublicKeyHash> public_key_md5(std::string_view typed) {
  if (typed.size() > max_key_text_bytes) return not_a_key("it is too long");
  const auto parts = split_key_text(typed);
  if (!parts) return std::unexpected(parts.error());
  const auto blob = from_base64(parts->base64);
  if (!blob) return not_a_key("it is not base64");
  const auto type = type_of(*blob);
  if (!type) return std::unexpected(type.error());
  if (!parts->type.empty() && parts->type != *type) {
    return not_a_key(fmt::format("it says {} but is {}", parts->type, *type));
  }
  const bool has_options = parts->options.no_touch_required || parts->options.verify_required;
  if (has_options && !type->starts_with("sk-"))
    return not_a_key("no-touch-required and verify-required are about keys in security tokens");
  return config::PublicKeyHash{.algorithm = *type,
                               .md5 = upper_case(to_hex(crypto::hash(crypto::HashKind::md5, *blob))),
                               .comment = parts->comment,
                               .no_touch_required = parts->options.no_touch_required,
                               .verify_required = parts->options.verify_required};
}

}  // namespace ferry::aaa
