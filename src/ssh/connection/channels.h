#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "ssh/connection/channel.h"
#include "ssh/connection/event_queue.h"
#include "ssh/connection/host_key_proof.h"
#include "ssh/connection/limits.h"
#include "ssh/connection/messages.h"
#include "ssh/connection/packet_sender.h"
#include "ssh/connection/pinned_blocks.h"
#include "ssh/error.h"

namespace ferry::ssh {

struct ChannelsOptions {
  Role role = Role::server;
  /// What the peer may send on a channel before the program has taken any.
  std::uint32_t window = 2 * 1024 * 1024;
  std::uint32_t max_packet = 32 * 1024;
  ConnectionLimits limits;
  /// Server: tells the client of all host keys, unless empty.
  std::optional<HostKeyProof> host_keys = {};
};

/// The connection protocol (RFC 4254): global requests and a table of channels. Packets in, packets and
/// events out. It is made when a login has succeeded, so nothing of it can be reached before.
class Channels {
 public:
  Channels(ChannelsOptions options, PacketSender& out, EventQueue& events) noexcept;

  /// Takes one packet; an error ends the connection.
  [[nodiscard]] Result<void> received(const PayloadReceived& packet);
  /// A key exchange has ended, so data may flow again.
  void keys_changed();

  // The program's side. A channel that the peer has closed meanwhile takes everything and does nothing.
  ChannelId open_session();
  void request(ChannelId channel, const RequestKind& request, bool wants_reply);
  /// Answers the oldest request of the peer that waits for an answer.
  void reply(ChannelId channel, bool success);
  [[nodiscard]] std::size_t writable(ChannelId channel) const;
  [[nodiscard]] std::size_t packet_payload(ChannelId channel) const;
  std::size_t send_data(ChannelId channel, Bytes data, bool is_stderr);
  void send_batch(ChannelId channel, std::unique_ptr<DataBatch> batch);
  void send_eof(ChannelId channel);
  void close(ChannelId channel);
  void consumed(ChannelId channel, std::size_t size);
  [[nodiscard]] std::uint32_t window(ChannelId channel) const;
  void send_keepalive();
  /// Tells the client of the host keys, where that is wanted.
  void announce_host_keys();
  /// Client: asks for proofs of keys that were announced.
  void ask_for_host_key_proofs(std::span<const ByteVector> keys);

  /// Channels that exist, opening and closing ones included.
  [[nodiscard]] std::size_t size() const { return channels_.size(); }
  /// Keepalives of ours that the peer has not answered.
  [[nodiscard]] unsigned unanswered_keepalives() const;

 private:
  using Table = std::map<ChannelId, Channel>;
  struct Found {
    Table::iterator entry;
    OpenChannel& open;
    [[nodiscard]] ChannelId id() const { return entry->first; }
    [[nodiscard]] ReceiveWindow& window() const { return entry->second.window; }
  };

  // What the peer sends.
  Result<void> not_of_this_protocol(const PayloadReceived& packet);
  Result<void> global_request(Bytes payload);
  void prove_host_keys(Bytes asked);
  void hear_host_keys(Bytes announcement);
  template <class M>
  Result<void> global_reply(Bytes payload);
  Result<void> opened(Bytes payload);
  void confirm_open(const ChannelOpen& open);
  void refuse_open(const ChannelOpen& open, OpenFailureReason reason, std::string_view description);
  Result<void> open_confirmed(Bytes payload);
  Result<void> open_refused(Bytes payload);
  Result<void> window_adjusted(Bytes payload);
  Result<void> data(const PayloadReceived& packet);
  Result<void> extended_data(const PayloadReceived& packet);
  Result<void> take(const Found& channel, Bytes data);
  void deliver(const Found& channel, const BlockData& arrived, bool is_stderr);
  Result<void> ended(Bytes payload);
  Result<void> closed(Bytes payload);
  Result<void> requested(Bytes payload);
  [[nodiscard]] bool allowed(OpenChannel& channel, const RequestKind& request) const;
  void refuse_request(OpenChannel& channel);
  template <class M>
  Result<void> answered(Bytes payload);

  /// The open channel that a packet is for; another number is an error of the peer.
  [[nodiscard]] Result<Found> find(Recipient recipient, std::string_view message);
  [[nodiscard]] Result<Table::iterator> find_opening(Recipient recipient);
  /// The open channel that a program speaks of, or null.
  [[nodiscard]] OpenChannel* find(ChannelId id);
  [[nodiscard]] const OpenChannel* find(ChannelId id) const;
  Table::iterator add(std::variant<OpeningChannel, OpenChannel> state);
  void remove(Table::iterator entry);
  [[nodiscard]] std::uint32_t next_window() const;
  void give_back(Table::iterator entry);
  void send_packets(const OpenChannel& channel, Bytes data, bool is_stderr);
  template <class M>
  void send(const M& message) {
    scratch_.clear();
    wire::encode(message, scratch_);
    out_.send(scratch_);
  }

  ChannelsOptions options_;
  PacketSender& out_;
  EventQueue& events_;
  Table channels_;
  std::uint32_t next_id_ = 0;
  std::uint64_t granted_ = 0;  // the windows of all channels
  /// Global requests of ours without an answer yet: answers come in their order (RFC 4254 section 4).
  enum class GlobalQuestion { is_alive, host_key_proofs };
  std::deque<GlobalQuestion> asked_;
  bool host_keys_heard_ = false;
  bool no_more_sessions_ = false;
  PinnedBlocks pinned_;
  ByteVector scratch_;
};

}  // namespace ferry::ssh
