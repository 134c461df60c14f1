#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/secret.h"
#include "ssh/auth/public_key_claim.h"
#include "ssh/connection/events.h"
#include "ssh/connection/limits.h"
#include "ssh/transport/transport.h"

namespace ferry::ssh {

struct ConnectionOptions {
  TransportOptions transport;
  /// Server: methods offered, in order, of "publickey", "keyboard-interactive", "password".
  std::vector<std::string> authentication_methods{"publickey", "keyboard-interactive", "password"};
  /// Server: failed attempts before the connection is closed (`ip ssh authentication-retries` + 1).
  unsigned attempts = 4;
  /// Server: text of SSH_MSG_USERAUTH_BANNER; nothing if empty.
  std::string login_banner;
  /// Bytes that a peer may send on a channel before the program has taken any.
  std::uint32_t window = 2 * 1024 * 1024;
  std::uint32_t max_packet = 32 * 1024;
  ConnectionLimits limits;
};

/// One side of an SSH connection: transport, user authentication (RFC 4252, 4256) and the connection protocol
/// (RFC 4254). Sans-IO: pull events with `next_event` after every `received`, `computed`, `decide` or `tick`,
/// and put `output` on the wire. The connection protocol's decoder does not run before login. One thread at a
/// time.
class Connection {
 public:
  Connection(ConnectionOptions options, Random& random, TimePoint now);
  ~Connection();

  [[nodiscard]] Transport& transport();
  [[nodiscard]] const Transport& transport() const;
  [[nodiscard]] MutableBytes input_space() { return transport().input_space(); }
  /// False while nothing can be done with more bytes: a decision, a computation or a verdict is awaited, or
  /// this is the end. Who receives regardless may end the connection, when the input is full.
  [[nodiscard]] bool wants_input() const;
  void received(std::size_t size, TimePoint now) { transport().received(size, now); }
  [[nodiscard]] std::optional<Event> next_event();

  // Server, during login.
  void decide(Decision decision);

  // Client, during login; each ends in CredentialsNeeded again, InteractivePrompts, or LoggedIn.
  void try_none(std::string user);
  void try_password(std::string user, const Secret& password);
  void try_interactive(std::string user);
  void answer_prompts(std::vector<Secret> answers);
  void try_public_key(std::string user, const crypto::PrivateKey& key, const SignatureRow& algorithm);
  /// Would the server take this key? PublicKeyWelcome or CredentialsNeeded follows.
  void ask_public_key(const PublicKeyClaim& claim);
  /// What the owner of the key has to sign.
  [[nodiscard]] ByteVector login_text(const PublicKeyClaim& claim) const;
  /// Logs in with the signature blob over `login_text`.
  void prove_public_key(const PublicKeyClaim& claim, Bytes signature);

  /// Client, after HostKeysAnnounced: wants these keys proved. HostKeyProofs follows, for `proves_all`.
  void ask_for_host_key_proofs(std::span<const ByteVector> keys);

  // Channels.
  /// Client: opens a session channel; ChannelOpened or ChannelRefused follows.
  ChannelId open_session();
  void request(ChannelId channel, const RequestKind& request, bool wants_reply);
  void reply(ChannelId channel, bool success);
  /// How many bytes `send_data` would take now: limited by the peer's window and by the output budget; 0
  /// while a key exchange is under way.
  [[nodiscard]] std::size_t writable(ChannelId channel) const;
  /// Sends the first bytes of `data` that fit, in packets no larger than the peer takes; returns how many.
  std::size_t send_data(ChannelId channel, Bytes data, bool is_stderr = false);
  /// The largest payload of one data packet on this channel.
  [[nodiscard]] std::size_t packet_payload(ChannelId channel) const;
  /// Sends a batch in place, without a copy; its filled size must not exceed `writable`.
  void send_batch(ChannelId channel, std::unique_ptr<DataBatch> batch);
  void send_eof(ChannelId channel);
  /// Sends CLOSE; ChannelClosed follows when the peer has closed too.
  void close(ChannelId channel);
  /// The program has taken `size` bytes; the window is given back in large steps.
  void consumed(ChannelId channel, std::size_t size);
  /// How much the peer may send on the channel while the program takes nothing.
  [[nodiscard]] std::uint32_t window(ChannelId channel) const;
  /// A keepalive that the peer must answer (global request keepalive@openssh.com).
  void send_keepalive();
  /// Keepalives that the peer has not answered yet.
  [[nodiscard]] unsigned unanswered_keepalives() const;
  /// Sends SSH_MSG_DISCONNECT and ends; Failed with this failure follows.
  void disconnect(const Failure& failure);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace ferry::ssh
