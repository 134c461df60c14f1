#include "workstation/person.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "ssh/identity_file.h"
#include "ssh/keys.h"
#include "vfs/host_file.h"
#include "workstation/agent.h"

namespace ferry::workstation {
namespace {

using transfer::Signer;

/// Three tries at a passphrase, as at a password.
constexpr int passphrase_tries = 3;

/// A key in a file; one with a passphrase is opened when the server wants to see it used.
class FileSigner final : public Signer {
 public:
  struct Environment {
    Terminal& terminal;
    net::Offload& offload;
    bool may_ask = true;
  };

  FileSigner(std::string file, Secret text, ByteVector blob, Environment environment)
      : file_(std::move(file)), text_(std::move(text)), blob_(std::move(blob)), environment_(environment) {}

  [[nodiscard]] const ByteVector& public_key() const override { return blob_; }
  net::Task<Result<ByteVector>> sign(const ssh::SignatureRow& algorithm, Bytes message) override {
    co_return co_await environment_.offload.run([&] { return sign_now(algorithm, message); });
  }

 private:
  /// May block: RSA, key derivation, a person.
  Result<ByteVector> sign_now(const ssh::SignatureRow& algorithm, Bytes message) {
    if (!key_) {
      auto opened = open();
      if (!opened) return std::unexpected(std::move(opened.error()));
      key_ = *std::move(opened);
    }
    return ssh::sign(*key_, algorithm, message);
  }

  Result<crypto::PrivateKey> open() {
    if (!ssh::needs_passphrase(text_)) return ssh::parse_identity(text_, Secret{});
    if (!environment_.may_ask) return failure(ErrorCode::cancelled, "nobody may be asked for the passphrase");
    for (int i = 0; i < passphrase_tries; ++i) {
      const auto typed =
          environment_.terminal.ask(fmt::format("Enter passphrase for key '{}': ", printable(file_)), false);
      if (!typed || typed->empty()) break;
      auto key = ssh::parse_identity(text_, *typed);
      if (key || key.error().code != ErrorCode::permission_denied) return key;
    }
    return failure(ErrorCode::cancelled, "no passphrase was given");
  }

  std::string file_;
  Secret text_;
  ByteVector blob_;
  Environment environment_;
  std::optional<crypto::PrivateKey> key_;
};

/// The public half: from the file itself, or from the .pub file beside it.
std::optional<ByteVector> public_half(const std::string& file, const Secret& text) {
  auto blob = ssh::public_half_of_identity(text);
  if (blob) return blob;
  if (!ssh::needs_passphrase(text)) {
    const auto key = ssh::parse_identity(text, Secret{});
    if (key) return ssh::encode_public_key(key->public_key());
  }
  const auto line = vfs::read_host_file(file + ".pub", ssh::largest_identity_file);
  const auto fields = line ? words(*line) : std::vector<std::string_view>{};
  return fields.size() < 2 ? std::nullopt : from_base64(trim(fields[1]));
}

std::string remedy_for(const std::string& file, const Secret& text) {
  const auto key = ssh::parse_identity(text, Secret{});
  const std::string why = key ? "its public half is unknown" : key.error().message;
  return fmt::format("ferry: identity {} is not used: {}", printable(file), why);
}

}  // namespace

net::Task<std::vector<std::shared_ptr<Signer>>> PersonCredentials::signers() {
  if (!host_.settings.public_key_authentication.value_or(true)) co_return Signers{};
  Signers from_agent = co_await agent_signers();
  Signers from_files = co_await environment_.offload.run([this] { return file_signers(); });
  const auto has = [](const Signers& list, const std::shared_ptr<Signer>& wanted) {
    return std::ranges::any_of(list,
                               [&](const auto& one) { return one->public_key() == wanted->public_key(); });
  };
  // First what somebody named: the agent's key where it has it, because that needs no passphrase.
  Signers chosen, others;
  for (const auto& one : from_agent) (has(from_files, one) ? chosen : others).push_back(one);
  const bool only_named = host_.settings.identities_only.value_or(false);
  if (host_.has_default_identities && !only_named) std::ranges::move(others, std::back_inserter(chosen));
  for (const auto& one : from_files) {
    if (!has(chosen, one)) chosen.push_back(one);
  }
  if (!host_.has_default_identities && !only_named) std::ranges::move(others, std::back_inserter(chosen));
  co_return chosen;
}

net::Task<PersonCredentials::Signers> PersonCredentials::agent_signers() {
  Signers signers;
  if (!host_.agent_socket) co_return signers;
  const auto agent = Agent::connect(environment_.loop, *host_.agent_socket);
  // A socket that outlived its agent is nothing to complain of.
  if (!agent) co_return signers;
  const auto keys = co_await (*agent)->keys();
  if (!keys) environment_.terminal.say("ferry: " + keys.error().message);
  if (!keys) co_return signers;
  for (const AgentKey& key : *keys) signers.push_back(std::make_shared<AgentSigner>(*agent, key));
  co_return signers;
}

/// May block.
PersonCredentials::Signers PersonCredentials::file_signers() {
  Signers signers;
  const bool may_ask = !host_.settings.batch_mode.value_or(false);
  for (const std::string& file : host_.identities) {
    auto read = vfs::read_host_file(file, ssh::largest_identity_file);
    if (!read) {
      if (!host_.has_default_identities) environment_.terminal.say("ferry: " + read.error().message);
      continue;
    }
    Secret text{*read};
    wipe({reinterpret_cast<Byte*>(read->data()), read->size()});
    auto blob = public_half(file, text);
    if (!blob) {
      environment_.terminal.say(remedy_for(file, text));
      continue;
    }
    signers.push_back(std::make_shared<FileSigner>(
        file, std::move(text), *std::move(blob),
        FileSigner::Environment{environment_.terminal, environment_.offload, may_ask}));
  }
  return signers;
}

bool PersonCredentials::may_ask(unsigned attempt) const {
  constexpr unsigned usual_prompts = 3;
  return !host_.settings.batch_mode.value_or(false) && environment_.terminal.can_ask() &&
         attempt < host_.settings.password_prompts.value_or(usual_prompts);
}

net::Task<std::optional<Secret>> PersonCredentials::ask(std::string prompt, bool echo) {
  co_return co_await environment_.offload.run([&] { return environment_.terminal.ask(prompt, echo); });
}

net::Task<std::optional<Secret>> PersonCredentials::password(unsigned attempt) {
  if (given_ && !std::exchange(has_given_, true)) co_return given_->clone();
  if (!may_ask(attempt) || !host_.settings.password_authentication.value_or(true)) co_return std::nullopt;
  if (attempt > 0) environment_.terminal.say("Permission denied, please try again.");
  auto typed = co_await ask(fmt::format("{}@{}'s password: ", host_.user, host_.typed), false);
  if (typed) given_ = typed->clone();
  has_given_ = true;
  co_return typed;
}

net::Task<std::optional<std::vector<Secret>>> PersonCredentials::answers(ssh::InteractivePrompts prompts,
                                                                         unsigned attempt) {
  std::vector<Secret> typed;
  if (!host_.settings.keyboard_interactive_authentication.value_or(true)) co_return std::nullopt;
  const bool is_one_secret = prompts.prompts.size() == 1 && !prompts.prompts.front().echo;
  if (is_one_secret && given_ && !std::exchange(has_given_, true)) {
    typed.push_back(given_->clone());
    co_return typed;
  }
  if (!prompts.prompts.empty() && !may_ask(attempt)) co_return std::nullopt;
  for (const std::string& text : {prompts.name, prompts.instruction}) {
    if (!text.empty()) environment_.terminal.say(text);
  }
  for (const auto& prompt : prompts.prompts) {
    auto answer = co_await ask(fmt::format("({}@{}) {}", host_.user, host_.typed, prompt.text), prompt.echo);
    if (!answer) co_return std::nullopt;
    if (is_one_secret) given_ = answer->clone();
    has_given_ = true;
    typed.push_back(*std::move(answer));
  }
  co_return typed;
}

net::Task<void> PersonCredentials::banner(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (!environment_.is_quiet) environment_.terminal.say(text);
  co_return;
}

net::Task<std::optional<Secret>> PersonCorrespondent::ask(std::string prompt, bool echo) {
  co_return co_await offload_.run([&] { return terminal_.ask(prompt, echo); });
}

net::Task<void> PersonCorrespondent::tell(std::string text) {
  if (is_verbose_) terminal_.say(text);
  co_return;
}

}  // namespace ferry::workstation
