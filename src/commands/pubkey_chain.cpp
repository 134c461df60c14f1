#include "commands/pubkey_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::PublicKeyHash;

constexpr std::size_t md5_digits = 32;
constexpr std::size_t longest_key_text = 16384;  // an RSA key of 16384 bits takes under 3 KiB of base64
constexpr std::string_view fingerprint_mark = "SHA256:";
constexpr std::size_t sha256_size = 32;
constexpr std::string_view no_touch = "no-touch-required";
constexpr std::string_view verify = "verify-required";

bool is_md5(std::string_view text) {
  return text.size() == md5_digits && from_hex(text).has_value();
}

bool is_fingerprint(std::string_view text) {
  if (!text.starts_with(fingerprint_mark)) return false;
  const auto digest = from_base64(text.substr(fingerprint_mark.size()));
  return digest && digest->size() == sha256_size && !text.ends_with('=');
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char character) {
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
  });
  return text;
}

// --- Whose keys ---

config::Authority& authority_at(Config& config, const InPubkeyAuthority& place) {
  config::PubkeyChain& chain = config.ssh.chain;
  return (place.of == InPubkeyAuthority::Of::users ? chain.user_authorities
                                                   : chain.server_authorities)[place.name];
}

struct KeysOf {
  Config& config;
  std::vector<PublicKeyHash>& operator()(const InPubkeyUser& place) const {
    return config.ssh.pubkey_chain[place.user];
  }
  std::vector<PublicKeyHash>& operator()(const InPubkeyServer& place) const {
    return config.ssh.chain.servers[place.name];
  }
  std::vector<PublicKeyHash>& operator()(const InPubkeyAuthority& place) const {
    return authority_at(config, place).keys;
  }
};

std::vector<PublicKeyHash>& keys_here(Edit& edit) {
  const KeysOf keys_of{edit.config};
  if (const auto* user = std::get_if<InPubkeyUser>(&edit.position)) return keys_of(*user);
  if (const auto* server = std::get_if<InPubkeyServer>(&edit.position)) return keys_of(*server);
  return keys_of(std::get<InPubkeyAuthority>(edit.position));
}

EditResult enter_chain(Edit& edit, const Match&) {
  edit.position = InPubkeyChain{};
  return {};
}

EditResult clear_chain(Edit& edit, const Match&) {
  edit.config.ssh.pubkey_chain.clear();
  edit.config.ssh.chain = {};
  return {};
}

EditResult enter_user(Edit& edit, const Match& match) {
  edit.config.ssh.pubkey_chain.try_emplace(match.text("user"));
  edit.position = InPubkeyUser{match.text("user")};
  return {};
}

EditResult remove_user(Edit& edit, const Match& match) {
  edit.config.ssh.pubkey_chain.erase(match.text("user"));
  edit.config.ssh.chain.principals.erase(match.text("user"));
  return {};
}

EditResult enter_server(Edit& edit, const Match& match) {
  edit.config.ssh.chain.servers.try_emplace(match.text("server"));
  edit.position = InPubkeyServer{.name = match.text("server")};
  return {};
}

EditResult remove_server(Edit& edit, const Match& match) {
  edit.config.ssh.chain.servers.erase(match.text("server"));
  return {};
}

EditResult enter_authority(Edit& edit, const Match& match) {
  const bool of_users = match.has("user");
  const InPubkeyAuthority place{
      .of = of_users ? InPubkeyAuthority::Of::users : InPubkeyAuthority::Of::servers,
      .name = match.text(of_users ? "name" : "pattern")};
  authority_at(edit.config, place);
  edit.position = place;
  return {};
}

EditResult remove_authority(Edit& edit, const Match& match) {
  config::PubkeyChain& chain = edit.config.ssh.chain;
  if (match.has("user")) {
    chain.user_authorities.erase(match.text("name"));
  } else {
    chain.server_authorities.erase(match.text("pattern"));
  }
  return {};
}

// --- Keys ---

EditResult enter_key_data(Edit& edit, const Match&) {
  if (const auto* user = std::get_if<InPubkeyUser>(&edit.position)) {
    edit.position = InKeyData{.owner = *user, .text = {}};
  } else if (const auto* server = std::get_if<InPubkeyServer>(&edit.position)) {
    edit.position = InKeyData{.owner = *server, .text = {}};
  } else {
    edit.position = InKeyData{.owner = std::get<InPubkeyAuthority>(edit.position), .text = {}};
  }
  return {};
}

/// Takes `option` off the front of a comment; a name in full, so that a comment hardly ever is one.
bool take_option(std::string_view& comment, std::string_view option) {
  const auto found = words(comment);
  if (found.empty() || found.front() != option) return false;
  comment = trim(comment.substr(option.size()));
  return true;
}

PublicKeyHash typed_key(const Match& match) {
  PublicKeyHash key{.algorithm = match.words()[1].text, .md5 = upper(match.text("hash")), .comment = {}};
  const std::string typed = match.text("comment");
  std::string_view comment = trim(typed);
  if (key.algorithm.starts_with("sk-")) {
    key.no_touch_required = take_option(comment, no_touch);
    key.verify_required = take_option(comment, verify);
  }
  key.comment = std::string{comment};
  return key;
}

// Keys are told apart by their hash; typing one again renews its comment. In the order of their hashes, so
// that two ways to the same keys give the same text.
void keep(std::vector<PublicKeyHash>& keys, PublicKeyHash key) {
  const auto identity = [](const PublicKeyHash& one) { return std::tie(one.algorithm, one.md5); };
  const auto place = std::ranges::lower_bound(keys, identity(key), {}, identity);
  if (place != keys.end() && identity(*place) == identity(key)) {
    *place = std::move(key);
  } else {
    keys.insert(place, std::move(key));
  }
}

EditResult set_key_hash(Edit& edit, const Match& match) {
  keep(keys_here(edit), typed_key(match));
  return {};
}

EditResult remove_key_hash(Edit& edit, const Match& match) {
  const PublicKeyHash gone = typed_key(match);
  std::erase_if(keys_here(edit), [&](const PublicKeyHash& key) {
    return key.algorithm == gone.algorithm && key.md5 == gone.md5;
  });
  return {};
}

// --- Certificates ---

std::set<std::string>& principals_here(Edit& edit) {
  return edit.config.ssh.chain.principals[std::get<InPubkeyUser>(edit.position).user];
}

EditResult set_principal(Edit& edit, const Match& match) {
  principals_here(edit).insert(match.text("principal"));
  return {};
}

EditResult remove_principal(Edit& edit, const Match& match) {
  principals_here(edit).erase(match.text("principal"));
  if (principals_here(edit).empty())
    edit.config.ssh.chain.principals.erase(std::get<InPubkeyUser>(edit.position).user);
  return {};
}

config::Authority& authority_here(Edit& edit) {
  return authority_at(edit.config, std::get<InPubkeyAuthority>(edit.position));
}

EditResult revoke(Edit& edit, const Match& match) {
  if (match.has("serial")) {
    authority_here(edit).revoked_serials.insert(*match.number("number"));
  } else {
    authority_here(edit).revoked_key_ids.insert(std::string{trim(match.text("id"))});
  }
  return {};
}

EditResult take_back(Edit& edit, const Match& match) {
  if (match.has("serial")) {
    authority_here(edit).revoked_serials.erase(*match.number("number"));
  } else {
    authority_here(edit).revoked_key_ids.erase(std::string{trim(match.text("id"))});
  }
  return {};
}

EditResult revoke_key(Edit& edit, const Match& match) {
  edit.config.ssh.chain.revoked_keys.insert(match.text("fingerprint"));
  return {};
}

EditResult take_back_key(Edit& edit, const Match& match) {
  edit.config.ssh.chain.revoked_keys.erase(match.text("fingerprint"));
  return {};
}

EditResult set_revocation_list(Edit& edit, const Match& match) {
  edit.config.ssh.chain.revocation_list = match.text("file");
  return {};
}

EditResult clear_revocation_list(Edit& edit, const Match&) {
  edit.config.ssh.chain.revocation_list.clear();
  return {};
}

// --- Rendering ---

void show_keys(const std::vector<PublicKeyHash>& keys, Lines& lines) {
  for (const PublicKeyHash& key : keys) {
    std::string line = fmt::format("   key-hash {} {}", key.algorithm, key.md5);
    if (key.no_touch_required) line += fmt::format(" {}", no_touch);
    if (key.verify_required) line += fmt::format(" {}", verify);
    if (!key.comment.empty()) line += " " + key.comment;
    lines.add(line);
  }
}

void show_users(const config::SshConfig& ssh, Lines& lines) {
  for (const auto& [user, keys] : ssh.pubkey_chain) {
    lines.add(fmt::format("  username {}", user));
    show_keys(keys, lines);
    const auto principals = ssh.chain.principals.find(user);
    if (principals == ssh.chain.principals.end()) continue;
    for (const std::string& principal : principals->second)
      lines.add(fmt::format("   principal {}", principal));
  }
}

void show_servers(const config::PubkeyChain& chain, Lines& lines) {
  for (const auto& [name, keys] : chain.servers) {
    lines.add(fmt::format("  server {}", name));
    show_keys(keys, lines);
  }
}

void show_authorities(std::string_view of, const std::map<std::string, config::Authority>& authorities,
                      Lines& lines) {
  for (const auto& [name, authority] : authorities) {
    lines.add(fmt::format("  authority {} {}", of, name));
    show_keys(authority.keys, lines);
    for (const auto serial : authority.revoked_serials)
      lines.add(fmt::format("   revoked serial {}", serial));
    for (const auto& id : authority.revoked_key_ids) lines.add(fmt::format("   revoked key-id {}", id));
  }
}

void show_chain(const Config& config, Lines& lines) {
  const config::PubkeyChain& chain = config.ssh.chain;
  if (config.ssh.pubkey_chain.empty() && chain == config::PubkeyChain{}) return;
  lines.add("ip ssh pubkey-chain");
  show_users(config.ssh, lines);
  show_servers(chain, lines);
  show_authorities("user", chain.user_authorities, lines);
  show_authorities("server", chain.server_authorities, lines);
  for (const std::string& key : chain.revoked_keys) lines.add(fmt::format("  revoked {}", key));
  if (!chain.revocation_list.empty()) lines.add(fmt::format("  revocation-list {}", chain.revocation_list));
}

// --- The commands ---

Path key_types() {
  return one_of(word("ssh-rsa", "RSA"), word("ssh-ed25519", "Ed25519"),
                word("ecdsa-sha2-nistp256", "ECDSA P-256"), word("ecdsa-sha2-nistp384", "ECDSA P-384"),
                word("ecdsa-sha2-nistp521", "ECDSA P-521"),
                word("sk-ssh-ed25519@openssh.com", "Ed25519 in a security token"),
                word("sk-ecdsa-sha2-nistp256@openssh.com", "ECDSA P-256 in a security token"));
}

Command key_string(Mode mode) {
  return setting(word("key-string", "A public key follows, on lines that end with exit"))
      .in(mode)
      .sets(enter_key_data);
}

Command key_hash(Mode mode) {
  return keyed(word("key-hash", "The MD5 hash of a public key") / key(key_types()) /
               key(text("hash", "32 hexadecimal digits", is_md5)) / maybe(rest("comment", "Whose key it is")))
      .in(mode)
      .sets(set_key_hash)
      .clears(remove_key_hash);
}

Command chain_command() {
  return setting(ip_ssh_words() / word("pubkey-chain", "Public keys of users and servers"))
      .sets(enter_chain)
      .clears(clear_chain)
      .shows(show_chain)
      .examples({"ip ssh pubkey-chain\n  username a\n   key-hash ssh-rsa "
                 "7FB6EC05EAAD562E290308DD538DEA02 a@b c\n"
                 "   key-hash ssh-ed25519 00000000000000000000000000000000\n"
                 "   key-hash sk-ssh-ed25519@openssh.com 00000000000000000000000000000000 "
                 "no-touch-required verify-required a token\n"
                 "   principal a.smith\n"
                 "  server r2\n   key-hash ssh-ed25519 00000000000000000000000000000000\n"
                 "  authority user staff\n   key-hash ssh-ed25519 00000000000000000000000000000000\n"
                 "   revoked serial 18446744073709551615\n   revoked key-id a.smith of 2025\n"
                 "  authority server *.example.com\n   key-hash ssh-rsa 00000000000000000000000000000000\n"
                 "  revoked SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n"
                 "  revocation-list flash:/revoked.krl"});
}

Command authority_command() {
  return keyed(word("authority", "Who signs certificates (not in IOS)") /
               key(one_of(
                   word("user", "Those of users") / text("name", "Any name"),
                   word("server", "Those of servers") /
                       text("pattern", "Name or address as in a URL, or a pattern such as *.example.com"))))
      .in(Mode::pubkey_chain)
      .sets(enter_authority)
      .clears(remove_authority);
}

Command revoked_in_authority() {
  return keyed(
             word("revoked", "Certificates that are not good any more") /
             key(one_of(word("serial", "By serial number") / number("number", 0, UINT64_MAX, "Serial number"),
                        word("key-id", "By the text that names it") / rest("id", "Key ID"))))
      .in(Mode::pubkey_authority)
      .sets(revoke)
      .clears(take_back);
}

void add_chain_commands(CommandTable& table) {
  table.push_back(keyed(word("username", "A user's keys") / key(text("user", "User name")))
                      .in(Mode::pubkey_chain)
                      .sets(enter_user)
                      .clears(remove_user));
  table.push_back(keyed(word("server", "A server's keys") /
                        key(text("server", "Name or address, as it is typed in a URL")))
                      .in(Mode::pubkey_chain)
                      .sets(enter_server)
                      .clears(remove_server));
  table.push_back(authority_command());
  table.push_back(keyed(word("revoked", "A key that is not good any more (not in IOS)") /
                        key(text("fingerprint", "SHA256: and its fingerprint", is_fingerprint)))
                      .in(Mode::pubkey_chain)
                      .sets(revoke_key)
                      .clears(take_back_key));
  table.push_back(setting(word("revocation-list", "A file of revoked keys, as ssh-keygen -k makes it") /
                          text("file", "Such as flash:/revoked.krl"))
                      .in(Mode::pubkey_chain)
                      .sets(set_revocation_list)
                      .clears(clear_revocation_list));
}

void add_owner_commands(CommandTable& table) {
  for (const Mode mode : {Mode::pubkey_user, Mode::pubkey_server, Mode::pubkey_authority}) {
    table.push_back(key_string(mode));
    table.push_back(key_hash(mode));
  }
  table.push_back(keyed(word("principal", "Whom a certificate may be for, instead of the user's name") /
                        key(text("principal", "Principal")))
                      .in(Mode::pubkey_user)
                      .sets(set_principal)
                      .clears(remove_principal));
  table.push_back(revoked_in_authority());
}

}  // namespace

EditResult take_key_data(Edit& edit) {
  const InKeyData data = std::get<InKeyData>(std::move(edit.position));
  edit.position = std::visit([](const auto& place) { return Position{place}; }, data.owner);
  if (data.text.size() > longest_key_text) return complain("%SSH: The key is too long.");
  auto key = edit.hasher.hash_key(data.text);
  if (!key) return complain("%SSH: " + key.error().message);
  keep(std::visit(KeysOf{edit.config}, data.owner), std::move(*key));
  return {};
}

const CommandTable& pubkey_chain_table() {
  static const CommandTable table = [] {
    CommandTable all{chain_command()};
    add_chain_commands(all);
    add_owner_commands(all);
    return all;
  }();
  return table;
}

}  // namespace ferry::commands
