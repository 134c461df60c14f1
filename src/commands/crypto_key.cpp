#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/questions.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr unsigned default_modulus = 2048;
constexpr unsigned ed25519_bits = 256;
constexpr unsigned smallest_modulus = 2048;
constexpr unsigned largest_modulus = 4096;

std::string_view type_word(HostKeyType type) {
  switch (type) {
    case HostKeyType::rsa:
      return "RSA";
    case HostKeyType::ec:
      return "EC";
    case HostKeyType::ed25519:
      break;
  }
  return "ED25519";
}

std::string label_of(const Session& session, const Match& match) {
  std::string label = match.text("label");
  if (!label.empty()) return label;
  const auto config = session.services().running.snapshot();
  return config->domain_name.empty() ? config->hostname : config->hostname + "." + config->domain_name;
}

bool exists(const Session& session, const HostKeyRequest& request) {
  return std::ranges::any_of(session.services().host_keys.list(), [&](const HostKeyInfo& key) {
    return key.type == request.type && key.label == request.label;
  });
}

std::string beginning(const HostKeyRequest& request) {
  return fmt::format("% Generating {} bit {} keys, keys will be non-exportable...\n", request.bits,
                     type_word(request.type));
}

std::string announcement(const Session& session, const HostKeyRequest& request) {
  std::string text;
  if (exists(session, request)) {
    text += fmt::format("% You already have {} keys defined named {}.\n% They will be replaced.\n\n",
                        type_word(request.type), request.label);
  }
  text += fmt::format("The name for the keys will be: {}\n\n", request.label);
  if (request.type == HostKeyType::rsa)
    text += fmt::format("% The key modulus size is {} bits\n", request.bits);
  return text + beginning(request);
}

net::Task<Status> generate(Session& session, HostKeyRequest request, std::string first_lines) {
  Services& services = session.services();
  const bool shown = co_await session.write(std::move(first_lines));
  if (!shown) co_return Status::failed;
  const TimePoint start = services.clock.now();
  const auto made = co_await services.offload.run([&] { return services.host_keys.generate(request); });
  if (!made) {
    co_await session.write(fmt::format("% Error in generating keys: {}\n", made.error().message));
    co_return Status::failed;
  }
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(services.clock.now() - start);
  co_await session.write(fmt::format("[OK] (elapsed time was {} seconds)\n\n", elapsed.count()));
  co_return Status::done;
}

/// Asks until the size is one that can be made; nothing if the typist gave up. The default where nobody can
/// be asked.
net::Task<std::optional<unsigned>> ask_modulus(Session& session, std::string label) {
  if (session.dialog() == nullptr) co_return default_modulus;
  co_await session.write(fmt::format(
      "The name for the keys will be: {}\nChoose the size of the key modulus in the range of {} to {} for "
      "your\n"
      "  General Purpose Keys. Choosing a key modulus greater than 512 may take\n  a few minutes.\n\n",
      label, smallest_modulus, largest_modulus));
  for (;;) {
    const auto answer = co_await session.dialog()->ask(
        fmt::format("How many bits in the modulus [{}]: ", default_modulus), Echo::on);
    if (!answer) co_return std::nullopt;
    if (trim(*answer).empty()) co_return default_modulus;
    const auto bits = to_number(trim(*answer));
    if (bits && *bits >= smallest_modulus && *bits <= largest_modulus) co_return static_cast<unsigned>(*bits);
    co_await session.write(
        fmt::format("% A decimal number between {} and {}.\n", smallest_modulus, largest_modulus));
  }
}

// Without a size on the line there are questions: about keys that would go, and about the size.
net::Task<Status> generate_rsa(Session& session, Match match) {
  HostKeyRequest request{.type = HostKeyType::rsa, .bits = 0, .label = label_of(session, match)};
  if (const auto typed = match.number("modulus")) {
    request.bits = static_cast<unsigned>(*typed);
    std::string text = announcement(session, request);
    co_return co_await generate(session, std::move(request), std::move(text));
  }
  if (exists(session, request) && session.dialog() != nullptr) {
    co_await session.write(fmt::format("% You already have RSA keys defined named {}.\n", request.label));
    const auto replaces = co_await ask_yes_or_no(session, "% Do you really want to replace them? [yes/no]: ");
    if (!replaces.value_or(false)) co_return Status::failed;
  }
  const auto bits = co_await ask_modulus(session, request.label);
  if (!bits) co_return Status::failed;
  request.bits = *bits;
  std::string text = beginning(request);
  co_return co_await generate(session, std::move(request), std::move(text));
}

net::Task<Status> generate_ec(Session& session, Match match) {
  unsigned bits = 0;
  for (const unsigned size : {256U, 384U, 521U}) {
    if (match.has(fmt::format("{}", size))) bits = size;
  }
  HostKeyRequest request{.type = HostKeyType::ec, .bits = bits, .label = label_of(session, match)};
  std::string text = announcement(session, request);
  co_return co_await generate(session, std::move(request), std::move(text));
}

net::Task<Status> generate_ed25519(Session& session, Match match) {
  HostKeyRequest request{
      .type = HostKeyType::ed25519, .bits = ed25519_bits, .label = label_of(session, match)};
  std::string text = announcement(session, request);
  co_return co_await generate(session, std::move(request), std::move(text));
}

/// The types that are meant: all of them if none is named.
std::vector<HostKeyType> types_of(const Match& match) {
  if (match.has("rsa")) return {HostKeyType::rsa};
  if (match.has("ec")) return {HostKeyType::ec};
  if (match.has("ed25519")) return {HostKeyType::ed25519};
  return {HostKeyType::rsa, HostKeyType::ec, HostKeyType::ed25519};
}

net::Task<bool> is_certain(Session& session, std::vector<HostKeyType> types) {
  if (session.dialog() == nullptr) {
    co_await session.write("% Nobody can be asked to confirm here: remove keys from a shell.\n");
    co_return false;
  }
  const bool all = types.size() > 1;
  co_await session.write(all ? "% All keys will be removed.\n"
                             : fmt::format("% All {} keys will be removed.\n", type_word(types.front())));
  const auto answer = co_await ask_yes_or_no(session, "Do you really want to remove these keys? [yes/no]: ");
  co_return answer.value_or(false);
}

Result<std::size_t> zeroize_all(HostKeyStore& keys, const std::vector<HostKeyType>& types,
                                const std::optional<std::string>& label) {
  std::size_t count = 0;
  for (const HostKeyType type : types) {
    const auto removed = keys.zeroize(type, label);
    if (!removed) return removed;
    count += *removed;
  }
  return count;
}

net::Task<Status> zeroize(Session& session, Match match) {
  Services& services = session.services();
  const std::vector<HostKeyType> types = types_of(match);
  std::optional<std::string> label;
  if (match.find("label") != nullptr) label = match.text("label");
  const bool certain = co_await is_certain(session, types);
  if (!certain) co_return Status::failed;
  const auto removed =
      co_await services.offload.run([&] { return zeroize_all(services.host_keys, types, label); });
  if (!removed) {
    co_await session.write(fmt::format("% Error in removing keys: {}\n", removed.error().message));
    co_return Status::failed;
  }
  const std::string named = types.size() > 1 ? "" : fmt::format("{} ", type_word(types.front()));
  if (*removed == 0) co_await session.write(fmt::format("% No {}keys found in configuration.\n", named));
  co_return Status::done;
}

bool is_label(std::string_view text) {
  constexpr std::size_t longest = 128;
  return text.size() <= longest && std::ranges::all_of(text, [](char character) {
           return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                  (character >= '0' && character <= '9') || character == '.' || character == '-' ||
                  character == '_';
         });
}

Path label() {
  return word("label", "Name of the key") / text("label", "Letters, digits, . - _", is_label);
}

Path generate_words() {
  return crypto_word() / word("key", "Host keys of the device") / word("generate", "Make a key");
}

Path zeroize_words() {
  return crypto_word() / word("key", "Host keys of the device") / word("zeroize", "Remove keys");
}

Path rsa_path() {
  const Path modulus = word("modulus", "Size of the key") /
                       number("modulus", smallest_modulus, largest_modulus, "Size in bits");
  return generate_words() / word("rsa", "RSA") / maybe(word("general-keys", "One key for all purposes")) /
         maybe(repeated(one_of(label(), modulus), 2));
}

Path ec_path() {
  return generate_words() / word("ec", "ECDSA") / word("keysize", "Size of the key") /
         one_of(word("256", "P-256"), word("384", "P-384"), word("521", "P-521")) / maybe(label());
}

Path ed25519_path() {
  return generate_words() / word("ed25519", "Ed25519") / maybe(label());
}

Path zeroize_path() {
  return zeroize_words() / maybe(one_of(word("rsa", "RSA"), word("ec", "ECDSA"), word("ed25519", "Ed25519")) /
                                 maybe(text("label", "Name of the key", is_label)));
}

// Typed in exec mode by some and in configuration mode by others, as releases of IOS differ.
CommandTable make_table() {
  CommandTable table;
  for (const Mode mode : {Mode::exec, Mode::global_config}) {
    table.push_back(action(rsa_path()).in(mode).runs(generate_rsa));
    table.push_back(action(ec_path()).in(mode).runs(generate_ec));
    table.push_back(action(ed25519_path()).in(mode).runs(generate_ed25519));
    table.push_back(action(zeroize_path()).in(mode).runs(zeroize));
  }
  return table;
}

}  // namespace

const CommandTable& crypto_key_table() {
  static const CommandTable table = make_table();
  return table;
}

}  // namespace ferry::commands
