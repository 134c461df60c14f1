#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/secret.h"
#include "crypto/signature.h"
#include "ssh/algorithms.h"
#include "ssh/auth/public_key_claim.h"
#include "ssh/connection/event_queue.h"
#include "ssh/connection/packet_sender.h"
#include "ssh/error.h"

namespace ferry::ssh {

/// What a client knows about the connection that a signature is made on.
struct KeyContext {
  /// RFC 4253 section 7.2.
  Bytes session_id;
  /// The server's server-sig-algs (RFC 8308 section 3.1); empty if it announced none.
  std::span<const std::string> announced;
};

/// The client's side of user authentication (RFC 4252, RFC 4256). Made when the keys stand and the server's
/// host key has been trusted, so that no credential can leave earlier. Asks for the service at once;
/// CredentialsNeeded follows.
class ClientAuthentication {
 public:
  ClientAuthentication(PacketSender& out, EventQueue& events);

  /// Takes one packet; an error ends the connection.
  [[nodiscard]] Result<void> received(Bytes payload, std::uint32_t sequence);

  // One at a time, after CredentialsNeeded.
  void try_none(std::string user);
  void try_password(std::string user, const Secret& password);
  void try_interactive(std::string user);
  /// After InteractivePrompts: one answer for each prompt.
  void answer_prompts(const std::vector<Secret>& answers);
  /// Signs at once. A key of whose algorithm the server has announced that it does not take it (`announced`
  /// is not empty and lacks it) is not sent at all: CredentialsNeeded follows again.
  void try_public_key(std::string user, const crypto::PrivateKey& key, const SignatureRow& algorithm,
                      const KeyContext& context);

  /// Asks whether the server would take this key, before anybody is troubled for a signature:
  /// PublicKeyWelcome or CredentialsNeeded follows (RFC 4252 section 7).
  void ask_public_key(const PublicKeyClaim& claim);
  /// Logs in with a signature over `signed_login`, made by whoever has the key.
  void prove_public_key(const PublicKeyClaim& claim, Bytes signature);

  /// The service was granted.
  [[nodiscard]] bool started() const { return !std::holds_alternative<ExpectService>(state_); }
  [[nodiscard]] bool succeeded() const { return std::holds_alternative<Succeeded>(state_); }

 private:
  enum class Method { none, password, interactive, public_key };
  struct ExpectService {};
  struct Idle {};
  struct ExpectReply {
    std::string user;
    Method method{};
  };
  /// After a question about a key, which the answer has to repeat.
  struct ExpectWelcome {
    std::string algorithm;
    ByteVector blob;
  };
  struct Prompting {
    std::string user;
    std::size_t count = 0;
  };
  struct Succeeded {};
  using State = std::variant<ExpectService, Idle, ExpectReply, ExpectWelcome, Prompting, Succeeded>;

  Result<void> service_accepted(Bytes payload);
  Result<void> failure(Bytes payload);
  Result<void> success(Bytes payload);
  Result<void> banner(Bytes payload);
  Result<void> method_specific(Bytes payload);
  Result<void> password_expired(Bytes payload);
  Result<void> key_welcome(Bytes payload, const ExpectWelcome& asked);
  Result<void> prompts(Bytes payload, const std::string& user);
  void request(std::string user, Method method, Bytes method_data);
  void send_request(std::string_view user, Method method, Bytes method_data);

  PacketSender& out_;
  EventQueue& events_;
  State state_;
  std::vector<std::string> methods_;
  unsigned banners_ = 0;
};

}  // namespace ferry::ssh
