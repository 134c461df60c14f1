#include "commands/shared_keys.h"

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/password_hash.h"
#include "net/link.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::SharedKey;

bool is_ipv4(std::string_view text) {
  return text.find(':') == std::string_view::npos && net::Address::parse(fmt::format("{}:1", text));
}

bool is_ipv6(std::string_view text) {
  return text.find(':') != std::string_view::npos && text.find('%') == std::string_view::npos &&
         net::Address::parse(fmt::format("[{}]:1", text));
}

Path address_token(std::string label, std::string help, bool (*allowed)(std::string_view)) {
  return Path{Element{Token{.kind = TokenKind::word,
                            .text = "address",
                            .help = std::move(help),
                            .label = std::move(label),
                            .allowed = allowed}}};
}

}  // namespace

Path shared_key_path() {
  return one_of(word("0", "The key follows in clear") / rest("key", "The key in clear"),
                word("6", "The key follows, encrypted with a master key") / rest("key", "The encrypted key"),
                word("7", "The key follows in its readable encryption") / rest("key", "The encrypted key"),
                rest("key", "The key in clear"));
}

std::expected<SharedKey, Complaint> read_shared_key(Edit& edit, const Match& match) {
  SharedKey key{.reversible = match.has("7"), .text = std::string{trim(match.text("key"))}};
  if (match.has("6"))
    return complain("% Type 6 keys need a master key, which this device does not have: type the key itself");
  if (key.reversible && !crypto::decode_type7(key.text)) return complain("% This is not a key of type 7");
  std::optional<SharedKey> kept{std::move(key)};
  if (edit.config.services.password_encryption) encrypt_key(edit, kept);
  return *kept;
}

std::string write_shared_key(const SharedKey& key) {
  if (key.reversible) return "7 " + key.text;
  // Could the beginning be taken for a type?
  const bool is_type = key.text == "0" || key.text == "6" || key.text == "7";
  const bool plain = words(key.text).size() == 1 && !is_type;
  return plain ? key.text : "0 " + key.text;
}

void encrypt_key(Edit& edit, std::optional<SharedKey>& key) {
  if (!key || key->reversible) return;
  key = SharedKey{.reversible = true, .text = edit.hasher.make_reversible(Secret{key->text}).text};
}

Path ipv4_address_token(std::string help) {
  return address_token("A.B.C.D", std::move(help), is_ipv4);
}

Path ipv6_address_token(std::string help) {
  return address_token("X:X:X:X::X", std::move(help), is_ipv6);
}

std::string read_address(const Match& match) {
  return net::Address::parse(fmt::format("[{}]:1", match.text("address")))->host;
}

}  // namespace ferry::commands
