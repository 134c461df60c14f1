#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/secret.h"
#include "ssh/security_key.h"
#include "ssh/transport/transport.h"

namespace ferry::ssh {

/// Our number for a channel; never reused within a connection while it is open.
enum class ChannelId : std::uint32_t {};

// --- Server: what authentication asks the outside. Answer each DecisionNeeded with exactly one decide(). ---

struct PasswordAttempt {
  Secret password;
};
/// keyboard-interactive has begun; Ask for what you want to know, or Reject.
struct InteractiveStart {};
struct InteractiveAnswers {
  std::vector<Secret> answers;
};
/// "Would this key do?" No signature yet. The blob is that of a plain key, of one in a security token, or a
/// certificate whose authority's signature is right.
struct PublicKeyQuery {
  ByteVector blob;
};
/// The signature over this login has been verified; the question is whether the key belongs to the user.
struct PublicKeyProof {
  ByteVector blob;
  KeyUse use = {};
};
using Attempt =
    std::variant<PasswordAttempt, InteractiveStart, InteractiveAnswers, PublicKeyQuery, PublicKeyProof>;

struct DecisionNeeded {
  std::string user;  // as sent; at most 1 KiB; not yet known to exist
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
/// The server would take the key that `ask_public_key` named, if its owner proves to be that.
struct PublicKeyWelcome {};
struct BannerShown {
  std::string text;  // printable, line ends kept
};
/// After the login, the server has told of its host keys: in wire form, nothing proved. Comes once.
struct HostKeysAnnounced {
  std::vector<ByteVector> keys;
};
/// The answer to `ask_for_host_key_proofs`; nothing if the server refused.
struct HostKeyProofs {
  std::optional<ByteVector> reply;
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
using RequestKind = std::variant<PtyRequest, EnvRequest, ShellRequest, ExecRequest, SubsystemRequest,
                                 WindowChange, SignalRequest, BreakRequest, ExitStatus, ExitSignal>;
/// A request on a channel. Unknown ones are refused before they get here. If `wants_reply`, answer with
/// `reply` before the next `next_event`.
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
/// Data that arrived; `data` lies in `block` and stays valid while `block` is held. The peer gets its window
/// back when `consumed` is called, not before.
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

using Event =
    std::variant<ComputationNeeded, HostKeyOffered, KeysChanged, DecisionNeeded, CredentialsNeeded,
                 InteractivePrompts, PublicKeyWelcome, BannerShown, HostKeysAnnounced, HostKeyProofs,
                 LoggedIn, ChannelOpened, ChannelRefused, ChannelRequested, RequestAnswered, ChannelData,
                 ChannelEof, ChannelClosed, ChannelWritable, PeerDisconnected, Failed>;

}  // namespace ferry::ssh
