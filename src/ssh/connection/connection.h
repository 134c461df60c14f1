#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/secret.h"
#include "ssh/transport/transport.h"

namespace ferry::ssh {

/// Our number for a channel; never reused within a connection while it is open.
enum class ChannelId : std::uint32_t {};

/// Limits on what a peer may ask of one connection. The reasons stand beside the values in limits.h.
struct ConnectionLimits;

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
};

// --- Server: what authentication asks the outside. Answer each DecisionNeeded with exactly one decide(). ---

struct PasswordAttempt {
  Secret password;
};
/// keyboard-interactive has begun; Ask for what you want to know, or Reject.
struct InteractiveStart {};
struct InteractiveAnswers {
  std::vector<Secret> answers;
};
/// "Would this key do?" No signature yet.
struct PublicKeyQuery {
  ByteVector blob;
};
/// The signature over this login has been verified; the question is whether the key belongs to the user.
struct PublicKeyProof {
  ByteVector blob;
};
using Attempt = std::variant<PasswordAttempt, InteractiveStart, InteractiveAnswers, PublicKeyQuery, PublicKeyProof>;

struct DecisionNeeded {
  std::string user;       // as sent; at most 1 KiB; not yet known to exist
  Attempt attempt;
};

struct Accept {};
struct Reject {};
/// keyboard-interactive: one more round.
struct Ask {
  struct Prompt {
    std::string text;
    bool echo = false;
  };
  std::vector<Prompt> prompts;
};
using Decision = std::variant<Accept, Reject, Ask>;

// --- Client: logging in. ---

/// The client may authenticate now; `methods` is what the server will take (after "none" was tried).
struct CredentialsNeeded {
  std::vector<std::string> methods;
  bool partial_success = false;
};
struct InteractivePrompts {
  std::string name, instruction;
  std::vector<Ask::Prompt> prompts;
};
struct BannerShown {
  std::string text;       // printable, line ends kept
};

// --- Both. ---

struct LoggedIn {
  std::string user;
  std::string method;
};
/// Server: a client opened a session channel. Client: the server confirmed one of ours.
struct ChannelOpened {
  ChannelId channel{};
};
/// Client: the server refused a channel of ours.
struct ChannelRefused {
  ChannelId channel{};
  std::string message;
};
struct PtyRequest {
  std::string terminal;
  std::uint32_t columns = 0, rows = 0;
};
struct EnvRequest {
  std::string name, value;
};
struct ShellRequest {};
struct ExecRequest {
  std::string command;
};
struct SubsystemRequest {
  std::string name;
};
struct WindowChange {
  std::uint32_t columns = 0, rows = 0;
};
struct SignalRequest {
  std::string name;
};
struct BreakRequest {};
struct ExitStatus {
  std::uint32_t status = 0;
};
struct ExitSignal {
  std::string name, message;
};
using RequestKind = std::variant<PtyRequest, EnvRequest, ShellRequest, ExecRequest, SubsystemRequest, WindowChange,
                                 SignalRequest, BreakRequest, ExitStatus, ExitSignal>;
/// A request on a channel. Unknown ones are refused before they get here. If `wants_reply`, answer with `reply`
/// before the next `next_event`.
struct ChannelRequested {
  ChannelId channel{};
  RequestKind request;
  bool wants_reply = false;
};
/// The answer to the oldest unanswered request that we sent on this channel.
struct RequestAnswered {
  ChannelId channel{};
  bool success = false;
};
/// Data that arrived; `data` lies in `block` and stays valid while `block` is held. The peer gets its window back
/// when `consumed` is called, not before.
struct ChannelData {
  ChannelId channel{};
  Bytes data;
  bool is_stderr = false;
  BlockRef block;
};
struct ChannelEof {
  ChannelId channel{};
};
/// Both sides have closed; the id is gone.
struct ChannelClosed {
  ChannelId channel{};
};
/// There is window again on a channel that had none, or a key exchange ended: `writable` may have grown.
struct ChannelWritable {
  ChannelId channel{};
};

using Event = std::variant<ComputationNeeded, HostKeyOffered, KeysChanged, DecisionNeeded, CredentialsNeeded,
                           InteractivePrompts, BannerShown, LoggedIn, ChannelOpened, ChannelRefused, ChannelRequested,
                           RequestAnswered, ChannelData, ChannelEof, ChannelClosed, ChannelWritable, PeerDisconnected,
                           Failed>;

/// One side of an SSH connection: transport, user authentication (RFC 4252, 4256) and the connection protocol
/// (RFC 4254). Sans-IO: pull events with `next_event` after every `received`, `computed`, `decide` or `tick`, and put
/// `output` on the wire. The connection protocol's decoder does not run before login. One thread at a time.
class Connection {
 public:
  Connection(ConnectionOptions options, Random& random, TimePoint now);
  ~Connection();

  [[nodiscard]] Transport& transport();
  [[nodiscard]] const Transport& transport() const;
  [[nodiscard]] MutableBytes input_space() { return transport().input_space(); }
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

  // Channels.
  /// Client: opens a session channel; ChannelOpened or ChannelRefused follows.
  ChannelId open_session();
  void request(ChannelId channel, const RequestKind& request, bool wants_reply);
  void reply(ChannelId channel, bool success);
  /// How many bytes `send_data` would take now: limited by the peer's window and by the output budget; 0 while a key
  /// exchange is under way.
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
  /// A keepalive that the peer must answer (global request keepalive@openssh.com).
  void send_keepalive();
  void disconnect(const Failure& failure);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace ferry::ssh
