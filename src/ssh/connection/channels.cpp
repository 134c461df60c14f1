// What programs do with channels; channels_received.cpp has what the peer does.
#include "ssh/connection/channels.h"

#include <algorithm>
#include <stdexcept>

#include "ssh/connection/channel_request.h"

namespace ferry::ssh {
namespace {

/// From this size on, data goes out through a batch, which saves one copy of it.
constexpr std::size_t smallest_batch = 4096;

}  // namespace

Channels::Channels(ChannelsOptions options, PacketSender& out, EventQueue& events) noexcept
    : options_(std::move(options)), out_(out), events_(events), pinned_(options_.limits.pinned_blocks) {}

ChannelId Channels::open_session() {
  const auto entry = add(OpeningChannel{});
  send(ChannelOpen{.type = "session",
                   .sender = std::to_underlying(entry->first),
                   .window = entry->second.window.left(),
                   .max_packet = options_.max_packet,
                   .type_data = {}});
  return entry->first;
}

void Channels::request(ChannelId channel, const RequestKind& request, bool wants_reply) {
  OpenChannel* open = find(channel);
  if (open == nullptr || open->sending == Flow::closed) return;
  const ByteVector fields = encode_request(request);
  send(ChannelRequestMessage{
      .recipient = open->peer, .type = request_name(request), .wants_reply = wants_reply, .data = {fields}});
  if (wants_reply) ++open->asked;
}

void Channels::reply(ChannelId channel, bool success) {
  OpenChannel* open = find(channel);
  if (open == nullptr || open->sending == Flow::closed) return;
  auto& owed = open->owed;
  if (owed.empty()) throw std::logic_error("a reply to a request that nobody made");
  if (owed.front() == Owed::start && success) open->started = true;
  success ? send(ChannelSuccess{open->peer}) : send(ChannelFailure{open->peer});
  owed.erase(owed.begin());
  // RFC 4254 section 5.4: replies come in the order of the requests, so refusals waited behind the program's
  // answer.
  while (!owed.empty() && owed.front() == Owed::refusal) {
    send(ChannelFailure{open->peer});
    owed.erase(owed.begin());
  }
}

std::size_t Channels::writable(ChannelId channel) const {
  const OpenChannel* open = find(channel);
  if (open == nullptr || open->sending != Flow::open || !out_.ready_for_data()) return 0;
  const std::size_t waiting = out_.output_size();
  if (waiting >= options_.limits.output) return 0;
  return std::min<std::size_t>(open->window.left(), options_.limits.output - waiting);
}

std::size_t Channels::packet_payload(ChannelId channel) const {
  const OpenChannel* open = find(channel);
  if (open == nullptr) return options_.limits.largest_data;
  return std::min<std::size_t>(open->max_packet, options_.limits.largest_data);
}

std::size_t Channels::send_data(ChannelId channel, Bytes data, bool is_stderr) {
  const Bytes taken = data.first(std::min(data.size(), writable(channel)));
  if (taken.empty()) return 0;
  OpenChannel& open = *find(channel);
  if (is_stderr || taken.size() < smallest_batch) {
    send_packets(open, taken, is_stderr);
  } else {
    const std::size_t slot = std::min(packet_payload(channel), taken.size());
    auto batch = std::make_unique<DataBatch>(slot, (taken.size() + slot - 1) / slot);
    Bytes left = taken;
    for (const MutableBytes into : batch->slots()) {
      const Bytes piece = left.first(std::min(left.size(), into.size()));
      std::ranges::copy(piece, into.begin());
      left = left.subspan(piece.size());
    }
    batch->filled(taken.size());
    out_.send_batch(std::to_underlying(open.peer), std::move(batch));
  }
  open.window.spend(static_cast<std::uint32_t>(taken.size()));
  return taken.size();
}

void Channels::send_packets(const OpenChannel& channel, Bytes data, bool is_stderr) {
  const std::size_t most = std::min<std::size_t>(channel.max_packet, options_.limits.largest_data);
  while (!data.empty()) {
    const Bytes piece = data.first(std::min(data.size(), most));
    if (is_stderr) {
      send(ChannelExtendedData{
          .recipient = channel.peer, .type = ExtendedDataType::standard_error, .data = piece});
    } else {
      send(ChannelDataMessage{.recipient = channel.peer, .data = piece});
    }
    data = data.subspan(piece.size());
  }
}

void Channels::send_batch(ChannelId channel, std::unique_ptr<DataBatch> batch) {
  OpenChannel* open = find(channel);
  if (open == nullptr || open->sending != Flow::open || batch->filled() == 0) return;
  const auto slots = batch->slots();
  if (batch->filled() > open->window.left() || slots.front().size() > packet_payload(channel)) {
    throw std::logic_error("a batch that the channel's window or packets cannot hold");
  }
  open->window.spend(static_cast<std::uint32_t>(batch->filled()));
  if (out_.ready_for_data()) {
    out_.send_batch(std::to_underlying(open->peer), std::move(batch));
    return;
  }
  // A key exchange began while the batch was filled. The transport keeps packets for after it, in order with
  // the EOF or exit-status that may follow.
  std::size_t left = batch->filled();
  for (const MutableBytes slot : slots) {
    if (left == 0) break;
    const Bytes piece = Bytes{slot}.first(std::min(left, slot.size()));
    send_packets(*open, piece, false);
    left -= piece.size();
  }
}

void Channels::send_eof(ChannelId channel) {
  OpenChannel* open = find(channel);
  if (open == nullptr || open->sending != Flow::open) return;
  open->sending = Flow::ended;
  send(ChannelEofMessage{open->peer});
}

void Channels::close(ChannelId channel) {
  const auto entry = channels_.find(channel);
  if (entry == channels_.end()) return;
  if (auto* opening = std::get_if<OpeningChannel>(&entry->second.state)) {
    opening->abandoned = true;
    return;
  }
  auto& open = std::get<OpenChannel>(entry->second.state);
  if (open.sending == Flow::closed) return;
  open.sending = Flow::closed;
  send(ChannelCloseMessage{open.peer});
}

void Channels::consumed(ChannelId channel, std::size_t size) {
  const auto entry = channels_.find(channel);
  if (entry == channels_.end()) return;
  entry->second.window.consume(size);
  give_back(entry);
}

std::uint32_t Channels::window(ChannelId channel) const {
  const auto entry = channels_.find(channel);
  return entry == channels_.end() ? 0 : entry->second.granted;
}

void Channels::give_back(Table::iterator entry) {
  const auto* open = std::get_if<OpenChannel>(&entry->second.state);
  // Window is worth nothing to a peer that will send no more, or whose data we drop.
  if (open == nullptr || open->receiving != Flow::open || open->sending == Flow::closed) return;
  const std::uint32_t bytes = entry->second.window.adjustment();
  if (bytes > 0) send(ChannelWindowAdjust{.recipient = open->peer, .bytes = bytes});
}

void Channels::announce_host_keys() {
  if (!options_.host_keys) return;
  const ByteVector keys = options_.host_keys->announcement();
  send(GlobalRequest{.type = host_keys_announced, .wants_reply = false, .data = {keys}});
}

void Channels::send_keepalive() {
  send(GlobalRequest{.type = "keepalive@openssh.com", .wants_reply = true, .data = {}});
  asked_.push_back(GlobalQuestion::is_alive);
}

unsigned Channels::unanswered_keepalives() const {
  return static_cast<unsigned>(std::ranges::count(asked_, GlobalQuestion::is_alive));
}

void Channels::ask_for_host_key_proofs(std::span<const ByteVector> keys) {
  const ByteVector data = request_for_proofs(keys);
  send(GlobalRequest{.type = host_keys_to_prove, .wants_reply = true, .data = {data}});
  asked_.push_back(GlobalQuestion::host_key_proofs);
}

void Channels::keys_changed() {
  for (const auto& [id, channel] : channels_) {
    const auto* open = std::get_if<OpenChannel>(&channel.state);
    if (open != nullptr && open->sending == Flow::open) events_.push(ChannelWritable{id});
  }
}

OpenChannel* Channels::find(ChannelId id) {
  const auto entry = channels_.find(id);
  return entry == channels_.end() ? nullptr : std::get_if<OpenChannel>(&entry->second.state);
}

const OpenChannel* Channels::find(ChannelId id) const {
  const auto entry = channels_.find(id);
  return entry == channels_.end() ? nullptr : std::get_if<OpenChannel>(&entry->second.state);
}

Channels::Table::iterator Channels::add(std::variant<OpeningChannel, OpenChannel> state) {
  while (channels_.contains(ChannelId{next_id_})) ++next_id_;
  const std::uint32_t window = next_window();
  granted_ += window;
  return channels_.emplace(ChannelId{next_id_++}, Channel{ReceiveWindow{window}, window, std::move(state)})
      .first;
}

void Channels::remove(Table::iterator entry) {
  granted_ -= entry->second.granted;
  channels_.erase(entry);
}

/// The first channels get the whole window; when the connection's budget is used up, the rest get a small
/// one.
std::uint32_t Channels::next_window() const {
  const std::uint64_t budget = options_.limits.windows;
  const std::uint64_t left = budget > granted_ ? budget - granted_ : 0;
  const auto least = std::min(options_.window, options_.limits.smallest_window);
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(left, least, options_.window));
}

}  // namespace ferry::ssh
