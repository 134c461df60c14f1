#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/offload.h"
#include "ssh/keys.h"
#include "support/far_side.h"
#include "support/run_flow.h"
#include "transfer/scp_ends.h"
#include "transfer/ssh_client.h"
#include "transfer/typed_credentials.h"

namespace ferry::testing {

/// A person with prepared answers.
class PreparedCorrespondent final : public transfer::Correspondent {
 public:
  std::deque<std::string> answers;
  std::string screen;

  net::Task<std::optional<Secret>> ask(std::string prompt, bool echo) override {
    screen += prompt + (echo ? "(echo)\n" : "\n");
    if (answers.empty()) co_return std::nullopt;
    Secret answer{std::string_view{answers.front()}};
    answers.pop_front();
    co_return answer;
  }
  net::Task<void> tell(std::string text) override {
    screen += text + "\n";
    co_return;
  }
};

class PreparedJudge final : public transfer::HostKeyJudge {
 public:
  transfer::HostKeyVerdict verdict = transfer::HostKeyTrusted{};
  std::vector<ssh::KeyType> known;
  std::vector<transfer::HostName> asked;
  ByteVector blob;

  [[nodiscard]] std::vector<ssh::KeyType> known_types(const transfer::HostName&) override { return known; }
  net::Task<transfer::HostKeyVerdict> judge(transfer::HostName server, ByteVector offered) override {
    asked.push_back(std::move(server));
    blob = std::move(offered);
    co_return verdict;
  }
};

class KeySigner final : public transfer::Signer {
 public:
  KeySigner()
      : key_(crypto::PrivateKey::generate_ed25519()), blob_(ssh::encode_public_key(key_.public_key())) {}
  bool refuses = false;
  int signatures = 0;
  [[nodiscard]] const ByteVector& public_key() const override { return blob_; }
  net::Task<Result<ByteVector>> sign(const ssh::SignatureRow& algorithm, Bytes message) override {
    ++signatures;
    if (refuses) co_return failure(ErrorCode::cancelled);
    co_return ssh::sign(key_, algorithm, message);
  }

 private:
  crypto::PrivateKey key_;
  ByteVector blob_;
};

/// What a person types, and keys.
class KeyCredentials final : public transfer::Credentials {
 public:
  explicit KeyCredentials(transfer::Correspondent& correspondent) : typed_(correspondent, std::nullopt) {}
  std::vector<std::shared_ptr<transfer::Signer>> keys;

  net::Task<std::vector<std::shared_ptr<transfer::Signer>>> signers() override { co_return keys; }
  net::Task<std::optional<Secret>> password(unsigned attempt) override { return typed_.password(attempt); }
  net::Task<std::optional<std::vector<Secret>>> answers(ssh::InteractivePrompts prompts,
                                                        unsigned attempt) override {
    return typed_.answers(std::move(prompts), attempt);
  }
  net::Task<void> banner(std::string text) override { return typed_.banner(std::move(text)); }

 private:
  transfer::TypedCredentials typed_;
};

/// A client and the far side that it talks to, on one loop. Real time, so that limits can be seen to hold.
struct ClientBench {
  explicit ClientBench(ssh::ConnectionOptions options = server_options())
      : far_side(std::make_shared<FarSide>(
            pump::ConnectionPump::Environment{loop, offload, clock, server_random}, std::move(options))),
        dialer(loop, far_side) {}

  [[nodiscard]] transfer::SshEnvironment environment() { return {loop, dialer, offload, clock, random}; }

  /// Runs `flow` and everything that it leaves behind to the end.
  template <class T>
  T run(net::Task<T> flow) {
    std::optional<T> result;
    loop.spawn(detail::keep(std::move(flow), result));
    loop.run_until_idle();
    return std::move(result).value();
  }

  net::EventLoop loop;
  net::Offload offload{1};
  SystemClock clock;
  FixedRandom random{1}, server_random{2};
  std::shared_ptr<FarSide> far_side;
  FarSideDialer dialer;
  PreparedCorrespondent person;
  PreparedJudge judge;
  KeyCredentials credentials{person};
  transfer::SshOptions options{.server = {"r2", 22}, .addresses = {{"10.1.1.1", 22}}, .user = "bob"};
};

}  // namespace ferry::testing
