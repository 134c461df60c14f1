// What the peer does with channels; channels.cpp has what programs do.
#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/text.h"
#include "ssh/connection/channel_request.h"
#include "ssh/connection/channels.h"
#include "ssh/decode.h"

namespace ferry::ssh {
namespace {

/// Channel types that exist but are not for this server: forwarding and agents (RFC 4254 sections 6.3 and 7).
constexpr std::string_view forbidden_types[] = {
    "x11",
    "direct-tcpip",
    "forwarded-tcpip",
    "auth-agent@openssh.com",
    "direct-streamlocal@openssh.com",
    "forwarded-streamlocal@openssh.com",
    "tun@openssh.com",
};

bool starts_program(const RequestKind& request) {
  return std::holds_alternative<ShellRequest>(request) || std::holds_alternative<ExecRequest>(request) ||
         std::holds_alternative<SubsystemRequest>(request);
}

}  // namespace

Result<void> Channels::received(const PayloadReceived& packet) {
  const Bytes payload = packet.payload;
  if (payload.empty()) return std::unexpected(malformed("packet", wire::WireError::truncated));
  switch (static_cast<MessageNumber>(payload[0])) {
    case MessageNumber::channel_data:
      return data(packet);
    case MessageNumber::channel_extended_data:
      return extended_data(packet);
    case MessageNumber::channel_window_adjust:
      return window_adjusted(payload);
    case MessageNumber::channel_open:
      return opened(payload);
    case MessageNumber::channel_open_confirmation:
      return open_confirmed(payload);
    case MessageNumber::channel_open_failure:
      return open_refused(payload);
    case MessageNumber::channel_eof:
      return ended(payload);
    case MessageNumber::channel_close:
      return closed(payload);
    case MessageNumber::channel_request:
      return requested(payload);
    case MessageNumber::channel_success:
      return answered<ChannelSuccess>(payload);
    case MessageNumber::channel_failure:
      return answered<ChannelFailure>(payload);
    case MessageNumber::global_request:
      return global_request(payload);
    case MessageNumber::request_success:
      return global_reply<RequestSuccess>(payload);
    case MessageNumber::request_failure:
      return global_reply<RequestFailure>(payload);
    default:
      break;
  }
  return not_of_this_protocol(packet);
}

/// RFC 4252 section 5.1: login requests after success are ignored. Other messages of earlier protocols have
/// no business here; what nobody knows is answered (RFC 4253 section 11.4).
Result<void> Channels::not_of_this_protocol(const PayloadReceived& packet) {
  const Byte number = packet.payload[0];
  const bool login = number == std::to_underlying(MessageNumber::userauth_request);
  if (login && options_.role == Role::server) return {};
  if (number < 80) return std::unexpected(misbehaved("message " + std::to_string(number) + " after login"));
  out_.unimplemented(packet.sequence);
  return {};
}

Result<void> Channels::global_request(Bytes payload) {
  const auto message = decode_message<GlobalRequest>(payload);
  if (!message) return std::unexpected(message.error());
  const bool keepalive = message->type == "keepalive@openssh.com" || message->type == "keepalive@lag.net";
  const bool last_session = message->type == "no-more-sessions@openssh.com" && options_.role == Role::server;
  if (last_session) no_more_sessions_ = true;
  if (message->type == host_keys_announced) hear_host_keys(message->data.bytes);
  if (!message->wants_reply) return {};
  if (message->type == host_keys_to_prove && options_.host_keys) {
    prove_host_keys(message->data.bytes);
  } else if (keepalive || last_session) {
    send(RequestSuccess{});
  } else {
    send(RequestFailure{});
  }
  return {};
}

void Channels::prove_host_keys(Bytes asked) {
  const auto proof = options_.host_keys->prove(asked);
  if (proof) {
    send(RequestSuccess{.data = {*proof}});
  } else {
    send(RequestFailure{});
  }
}

/// One that makes no sense is worth as much as none. A server has no reason for a second one, and who tells
/// of keys again and again wants to fill our memory.
void Channels::hear_host_keys(Bytes announcement) {
  if (options_.role == Role::server || std::exchange(host_keys_heard_, true)) return;
  auto keys = decode_announced_keys(announcement);
  if (keys) events_.push(HostKeysAnnounced{*std::move(keys)});
}

template <class M>
Result<void> Channels::global_reply(Bytes payload) {
  const auto message = decode_message<M>(payload);
  if (!message) return std::unexpected(message.error());
  if (asked_.empty()) return std::unexpected(misbehaved("a reply to a global request that nobody made"));
  const GlobalQuestion question = asked_.front();
  asked_.pop_front();
  if (question == GlobalQuestion::is_alive) return {};
  HostKeyProofs proofs;
  if constexpr (std::is_same_v<M, RequestSuccess>)
    proofs.reply.emplace(message->data.bytes.begin(), message->data.bytes.end());
  events_.push(std::move(proofs));
  return {};
}

Result<void> Channels::opened(Bytes payload) {
  const auto message = decode_message<ChannelOpen>(payload);
  if (!message) return std::unexpected(message.error());
  using enum OpenFailureReason;
  const auto refuse = [&](OpenFailureReason reason, std::string_view description) {
    refuse_open(*message, reason, description);
    return Result<void>{};
  };
  // RFC 4254 section 6.1: a client opens no session for a server, which might be a corrupt one.
  if (message->type == "session" && options_.role == Role::client) {
    return refuse(administratively_prohibited, "a client opens no sessions");
  }
  if (std::ranges::find(forbidden_types, message->type) != std::end(forbidden_types)) {
    return refuse(administratively_prohibited, "forwarding is not available");
  }
  if (message->type != "session") return refuse(unknown_channel_type, "unknown channel type");
  // RFC 4254 section 6.1: nothing follows for a session.
  if (!message->type_data.bytes.empty()) {
    return std::unexpected(malformed(ChannelOpen::name, wire::WireError::bytes_left_over));
  }
  if (no_more_sessions_) return refuse(administratively_prohibited, "no more sessions were to come");
  if (channels_.size() >= options_.limits.channels) return refuse(resource_shortage, "too many channels");
  if (message->max_packet < options_.limits.smallest_max_packet) {
    return refuse(resource_shortage, "the maximum packet size is too small");
  }
  confirm_open(*message);
  return {};
}

void Channels::refuse_open(const ChannelOpen& open, OpenFailureReason reason, std::string_view description) {
  send(ChannelOpenFailure{
      .recipient = Recipient{open.sender}, .reason = reason, .description = description, .language = {}});
}

void Channels::confirm_open(const ChannelOpen& open) {
  OpenChannel state;
  state.peer = Recipient{open.sender};
  state.window = SendWindow{open.window};
  state.max_packet = open.max_packet;
  const auto entry = add(std::move(state));
  send(ChannelOpenConfirmation{.recipient = Recipient{open.sender},
                               .sender = std::to_underlying(entry->first),
                               .window = entry->second.window.left(),
                               .max_packet = options_.max_packet,
                               .type_data = {}});
  events_.push(ChannelOpened{entry->first});
}

Result<void> Channels::open_confirmed(Bytes payload) {
  const auto message = decode_message<ChannelOpenConfirmation>(payload);
  if (!message) return std::unexpected(message.error());
  const auto entry = find_opening(message->recipient);
  if (!entry) return std::unexpected(entry.error());
  if (message->max_packet < options_.limits.smallest_max_packet) {
    return std::unexpected(misbehaved("a channel with a maximum packet size that is too small"));
  }
  const bool abandoned = std::get<OpeningChannel>((*entry)->second.state).abandoned;
  OpenChannel open;
  open.peer = Recipient{message->sender};
  open.window = SendWindow{message->window};
  open.max_packet = message->max_packet;
  (*entry)->second.state = std::move(open);
  if (abandoned) {
    close((*entry)->first);
  } else {
    events_.push(ChannelOpened{(*entry)->first});
  }
  return {};
}

Result<void> Channels::open_refused(Bytes payload) {
  const auto message = decode_message<ChannelOpenFailure>(payload);
  if (!message) return std::unexpected(message.error());
  const auto entry = find_opening(message->recipient);
  if (!entry) return std::unexpected(entry.error());
  events_.push(ChannelRefused{.channel = (*entry)->first, .message = printable(message->description)});
  remove(*entry);
  return {};
}

Result<void> Channels::window_adjusted(Bytes payload) {
  const auto message = decode_message<ChannelWindowAdjust>(payload);
  if (!message) return std::unexpected(message.error());
  const auto channel = find(message->recipient, ChannelWindowAdjust::name);
  if (!channel) return std::unexpected(channel.error());
  if (!channel->open.window.grow(message->bytes)) {
    return std::unexpected(misbehaved("a window of more than 2^32-1 bytes"));
  }
  if (message->bytes > 0 && channel->open.sending == Flow::open) events_.push(ChannelWritable{channel->id()});
  return {};
}

Result<void> Channels::data(const PayloadReceived& packet) {
  const auto message = decode_message<ChannelDataMessage>(packet.payload);
  if (!message) return std::unexpected(message.error());
  const auto channel = find(message->recipient, ChannelDataMessage::name);
  if (!channel) return std::unexpected(channel.error());
  if (const auto taken = take(*channel, message->data); !taken) return taken;
  deliver(*channel, {message->data, packet.block}, false);
  return {};
}

Result<void> Channels::extended_data(const PayloadReceived& packet) {
  const auto message = decode_message<ChannelExtendedData>(packet.payload);
  if (!message) return std::unexpected(message.error());
  const auto channel = find(message->recipient, ChannelExtendedData::name);
  if (!channel) return std::unexpected(channel.error());
  if (const auto taken = take(*channel, message->data); !taken) return taken;
  if (message->type == ExtendedDataType::standard_error) {
    deliver(*channel, {message->data, packet.block}, true);
  } else {
    // RFC 4254 section 5.2 defines no other kind; it has used window all the same.
    consumed(channel->id(), message->data.size());
  }
  return {};
}

/// Books data that arrived, whether anybody wants it or not.
Result<void> Channels::take(const Found& channel, Bytes data) {
  if (channel.open.receiving != Flow::open) return std::unexpected(misbehaved("data after EOF"));
  if (data.size() > options_.max_packet) {
    return std::unexpected(misbehaved("a data packet larger than the channel takes"));
  }
  if (!channel.window().take(data.size())) {
    return std::unexpected(misbehaved("more data than the channel's window allows"));
  }
  return {};
}

void Channels::deliver(const Found& channel, const BlockData& arrived, bool is_stderr) {
  // After our CLOSE, data that was on its way is dropped; the peer cannot know yet.
  if (arrived.data.empty() || channel.open.sending == Flow::closed) return;
  auto [data, block] = pinned_.bounded(arrived.data, arrived.block);
  events_.push(ChannelData{channel.id(), data, is_stderr, std::move(block)});
}

Result<void> Channels::ended(Bytes payload) {
  const auto message = decode_message<ChannelEofMessage>(payload);
  if (!message) return std::unexpected(message.error());
  const auto channel = find(message->recipient, ChannelEofMessage::name);
  if (!channel) return std::unexpected(channel.error());
  if (channel->open.receiving != Flow::open) return std::unexpected(misbehaved("a second EOF"));
  channel->open.receiving = Flow::ended;
  if (channel->open.sending != Flow::closed) events_.push(ChannelEof{channel->id()});
  return {};
}

Result<void> Channels::closed(Bytes payload) {
  const auto message = decode_message<ChannelCloseMessage>(payload);
  if (!message) return std::unexpected(message.error());
  const auto channel = find(message->recipient, ChannelCloseMessage::name);
  if (!channel) return std::unexpected(channel.error());
  // RFC 4254 section 5.3: CLOSE is answered with CLOSE, unless it was one already.
  close(channel->id());
  events_.push(ChannelClosed{channel->id()});
  remove(channel->entry);
  return {};
}

Result<void> Channels::requested(Bytes payload) {
  const auto message = decode_message<ChannelRequestMessage>(payload);
  if (!message) return std::unexpected(message.error());
  const auto channel = find(message->recipient, ChannelRequestMessage::name);
  if (!channel) return std::unexpected(channel.error());
  OpenChannel& open = channel->open;
  if (open.sending == Flow::closed) return {};  // nothing may follow our CLOSE
  auto request = decode_request(options_.role, message->type, message->data.bytes, options_.limits);
  if (!request) return std::unexpected(request.error());
  if (message->wants_reply && open.owed.size() >= options_.limits.unanswered_requests) {
    return std::unexpected(misbehaved("too many requests without waiting for replies"));
  }
  if (!*request || !allowed(open, **request)) {
    if (message->wants_reply) refuse_request(open);
    return {};
  }
  const bool starts = starts_program(**request);
  if (message->wants_reply) {
    open.owed.push_back(starts ? Owed::start : Owed::answer);
  } else if (starts) {
    open.started = true;  // for all the peer will ever know
  }
  events_.push(ChannelRequested{channel->id(), std::move(**request), message->wants_reply});
  return {};
}

/// Counts what may come only so often.
bool Channels::allowed(OpenChannel& channel, const RequestKind& request) const {
  if (std::holds_alternative<EnvRequest>(request)) {
    return ++channel.environment <= options_.limits.environment_requests;
  }
  const bool starting = std::ranges::find(channel.owed, Owed::start) != channel.owed.end();
  return !starts_program(request) || (!channel.started && !starting);
}

void Channels::refuse_request(OpenChannel& channel) {
  if (channel.owed.empty()) {
    send(ChannelFailure{channel.peer});
  } else {
    channel.owed.push_back(Owed::refusal);
  }
}

template <class M>
Result<void> Channels::answered(Bytes payload) {
  const auto message = decode_message<M>(payload);
  if (!message) return std::unexpected(message.error());
  const auto channel = find(message->recipient, M::name);
  if (!channel) return std::unexpected(channel.error());
  if (channel->open.asked == 0) return std::unexpected(misbehaved("a reply to a request that nobody made"));
  --channel->open.asked;
  if (channel->open.sending == Flow::closed) return {};
  events_.push(RequestAnswered{channel->id(), M::number == MessageNumber::channel_success});
  return {};
}

Result<Channels::Found> Channels::find(Recipient recipient, std::string_view message) {
  const auto entry = channels_.find(ChannelId{std::to_underlying(recipient)});
  auto* open = entry == channels_.end() ? nullptr : std::get_if<OpenChannel>(&entry->second.state);
  if (open != nullptr) return Found{entry, *open};
  return std::unexpected(misbehaved(std::string{message} + " for a channel that is not open"));
}

Result<Channels::Table::iterator> Channels::find_opening(Recipient recipient) {
  const auto entry = channels_.find(ChannelId{std::to_underlying(recipient)});
  if (entry != channels_.end() && std::holds_alternative<OpeningChannel>(entry->second.state)) return entry;
  return std::unexpected(misbehaved("an answer to a CHANNEL_OPEN that nobody sent"));
}

}  // namespace ferry::ssh
