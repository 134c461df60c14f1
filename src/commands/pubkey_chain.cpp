#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::PublicKeyHash;

constexpr std::size_t md5_digits = 32;

bool is_md5(std::string_view text) {
  return text.size() == md5_digits && from_hex(text).has_value();
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char character) {
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
  });
  return text;
}

EditResult enter_chain(Edit& edit, const Match&) {
  edit.position = InPubkeyChain{};
  return {};
}

EditResult clear_chain(Edit& edit, const Match&) {
  edit.config.ssh.pubkey_chain.clear();
  return {};
}

EditResult enter_user(Edit& edit, const Match& match) {
  edit.config.ssh.pubkey_chain.try_emplace(match.text("user"));
  edit.position = InPubkeyUser{match.text("user")};
  return {};
}

EditResult remove_user(Edit& edit, const Match& match) {
  edit.config.ssh.pubkey_chain.erase(match.text("user"));
  return {};
}

EditResult enter_key_data(Edit& edit, const Match&) {
  edit.position = InKeyData{.user = std::get<InPubkeyUser>(edit.position).user, .text = {}};
  return {};
}

std::vector<PublicKeyHash>& keys_here(Edit& edit) {
  return edit.config.ssh.pubkey_chain[std::get<InPubkeyUser>(edit.position).user];
}

// Keys are told apart by their hash; typing one again renews its comment.
EditResult set_key_hash(Edit& edit, const Match& match) {
  std::vector<PublicKeyHash>& keys = keys_here(edit);
  PublicKeyHash key{.algorithm = match.words()[1].text,
                    .md5 = upper(match.text("hash")),
                    .comment = std::string{trim(match.text("comment"))}};
  const auto same = std::ranges::find_if(keys, [&](const PublicKeyHash& other) {
    return other.algorithm == key.algorithm && other.md5 == key.md5;
  });
  if (same == keys.end()) {
    keys.push_back(std::move(key));
  } else {
    *same = std::move(key);
  }
  return {};
}

EditResult remove_key_hash(Edit& edit, const Match& match) {
  const std::string algorithm = match.words()[1].text;
  const std::string md5 = upper(match.text("hash"));
  std::erase_if(keys_here(edit),
                [&](const PublicKeyHash& key) { return key.algorithm == algorithm && key.md5 == md5; });
  return {};
}

void show_chain(const Config& config, Lines& lines) {
  if (config.ssh.pubkey_chain.empty()) return;
  lines.add("ip ssh pubkey-chain");
  for (const auto& [user, keys] : config.ssh.pubkey_chain) {
    lines.add(fmt::format("  username {}", user));
    for (const PublicKeyHash& key : keys) {
      const std::string comment = key.comment.empty() ? "" : " " + key.comment;
      lines.add(fmt::format("   key-hash {} {}{}", key.algorithm, key.md5, comment));
    }
  }
}

Path key_types() {
  return one_of(word("ssh-rsa", "RSA"), word("ssh-ed25519", "Ed25519"),
                word("ecdsa-sha2-nistp256", "ECDSA P-256"), word("ecdsa-sha2-nistp384", "ECDSA P-384"),
                word("ecdsa-sha2-nistp521", "ECDSA P-521"));
}

}  // namespace

const CommandTable& pubkey_chain_table() {
  static const CommandTable table{
      setting(ip_ssh_words() / word("pubkey-chain", "Public keys that users log in with"))
          .sets(enter_chain)
          .clears(clear_chain)
          .shows(show_chain)
          .examples({"ip ssh pubkey-chain\n  username a\n   key-hash ssh-rsa "
                     "7FB6EC05EAAD562E290308DD538DEA02 a@b c\n"
                     "   key-hash ssh-ed25519 00000000000000000000000000000000"}),
      keyed(word("username", "A user's keys") / key(text("user", "User name")))
          .in(Mode::pubkey_chain)
          .sets(enter_user)
          .clears(remove_user),
      setting(word("key-string", "A public key follows, on lines that end with exit"))
          .in(Mode::pubkey_user)
          .sets(enter_key_data),
      keyed(word("key-hash", "The MD5 hash of a public key") / key(key_types()) /
            key(text("hash", "32 hexadecimal digits", is_md5)) / maybe(rest("comment", "Whose key it is")))
          .in(Mode::pubkey_user)
          .sets(set_key_hash)
          .clears(remove_key_hash),
  };
  return table;
}

}  // namespace ferry::commands
