#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ssh/message_number.h"
#include "ssh/transport/inbound.h"
#include "ssh/transport/key_exchange.h"
#include "ssh/transport/messages.h"
#include "ssh/transport/outbound.h"
#include "support/transport_pair.h"

namespace ferry::testing {

/// The other end of a transport, driven by hand: it may say anything at any moment, also what no honest peer
/// would, under whatever keys stand. Built from the parts of the transport, without its rules.
class ScriptedTransport {
 public:
  ScriptedTransport(ssh::Role role, TransportUnderTest& peer,
                    ssh::AlgorithmLists lists = ssh::AlgorithmLists::defaults())
      : role_(role), peer_(peer), lists_(std::move(lists)), random_(99), out_(random_) {}

  static constexpr std::string_view identification = "SSH-2.0-Scripted";

  void identify(std::string_view line_end = "\r\n") {
    send_raw(as_bytes(identification));
    send_raw(as_bytes(line_end));
    exchange_bytes();
    peer_identification_ = read_line();
  }

  void send_raw(Bytes bytes) { out_.send_raw(bytes); }
  void send(Bytes payload) { out_.send(payload); }
  void send(std::initializer_list<Byte> payload) { out_.send(Bytes{payload.begin(), payload.size()}); }
  /// Carries bytes both ways once.
  void exchange_bytes() {
    ByteVector bytes;
    for (const Bytes piece : out_.queue().pieces(SIZE_MAX))
      bytes.insert(bytes.end(), piece.begin(), piece.end());
    out_.queue().sent(bytes.size());
    peer_.feed(bytes);
    peer_.handle_events();
    const ByteVector answer = take_output(*peer_);
    Bytes left = answer;
    while (!left.empty()) {
      const MutableBytes space = in_.buffer().space();
      const std::size_t size = std::min(space.size(), left.size());
      std::memcpy(space.data(), left.data(), size);
      in_.buffer().received(size);
      left = left.subspan(size);
    }
  }
  /// The next packet of the peer, if there is one.
  std::optional<ByteVector> receive() {
    const auto packet = in_.next();
    if (!packet || !*packet) return std::nullopt;
    return ByteVector{(*packet)->payload.begin(), (*packet)->payload.end()};
  }
  /// The next packet that is not EXT_INFO.
  ByteVector expect(ssh::MessageNumber number) {
    for (;;) {
      exchange_bytes();
      auto payload = receive();
      if (!payload) throw std::runtime_error("the peer sent nothing");
      if ((*payload)[0] == std::to_underlying(ssh::MessageNumber::ext_info)) continue;
      if ((*payload)[0] != std::to_underlying(number))
        throw std::runtime_error("the peer sent something else");
      return *payload;
    }
  }

  struct KexInitChanges {
    std::string markers;       // appended to the list of methods
    std::string first_method;  // put in front of the list, as a wrong guess
    bool first_packet_follows = false;
  };
  /// Our KEXINIT, strict only if `changes` says so.
  void send_kexinit() { send_kexinit(KexInitChanges{}); }
  void send_kexinit(const KexInitChanges& changes) {
    own_kexinit_ = make(changes);
    send(own_kexinit_);
  }
  void read_kexinit() { peer_kexinit_ = expect(ssh::MessageNumber::kexinit); }

  /// Both KEXINITs have passed: agrees and, as a client, sends the first message.
  void start_exchange() {
    const auto own = ssh::decode_kexinit(own_kexinit_).value();
    const auto theirs = ssh::decode_kexinit(peer_kexinit_).value();
    const auto agreement = ssh::negotiate(role_, own, theirs).value();
    if (session_id_.empty()) strict_ = own.kex.find("kex-strict") != std::string_view::npos;
    const bool client = role_ == ssh::Role::client;
    const std::string own_identification{identification};
    exchange_.emplace(ssh::KeyExchange::Options{
        .role = role_,
        .agreement = agreement,
        .transcript = {.client_identification = client ? own_identification : peer_identification_,
                       .server_identification = client ? peer_identification_ : own_identification,
                       .client_kexinit = client ? own_kexinit_ : peer_kexinit_,
                       .server_kexinit = client ? peer_kexinit_ : own_kexinit_},
        .host_keys = quick_host_keys()});
  }
  [[nodiscard]] ssh::KeyExchange& exchange() { return *exchange_; }
  /// What the method has us send first, as a client.
  [[nodiscard]] ByteVector first_message() { return exchange_->start().send.value(); }
  /// Gives the exchange a message; what there is to answer.
  std::optional<ByteVector> step(Bytes payload) {
    auto step = exchange_->receive(payload).value();
    if (!step.compute) return step.send;
    step.compute->run();
    outcome_ = exchange_->finish(*step.compute).value();
    if (session_id_.empty()) session_id_ = outcome_->keys.hash;
    if (role_ == ssh::Role::client) return std::nullopt;
    return outcome_->reply;
  }

  void send_newkeys() {
    const auto& algorithms = direction(role_);
    send(wire::encode(ssh::NewKeys{}));
    out_.use(ssh::make_sealer(*algorithms.cipher, algorithms.mac, derive(role_)), sequence());
  }
  void read_newkeys() {
    static_cast<void>(expect(ssh::MessageNumber::newkeys));
    const ssh::Role peer = role_ == ssh::Role::client ? ssh::Role::server : ssh::Role::client;
    const auto& algorithms = direction(peer);
    in_.use(ssh::make_opener(*algorithms.cipher, algorithms.mac, derive(peer)), sequence());
  }

  /// From both KEXINITs to just before our NEWKEYS.
  void exchange_until_newkeys() {
    start_exchange();
    if (role_ == ssh::Role::client) {
      std::optional<ByteVector> next = first_message();
      while (next) {
        send(*next);
        exchange_bytes();
        next = step(receive().value());
      }
    } else {
      while (!outcome_) {
        exchange_bytes();
        const auto answer = step(receive().value());
        if (answer) send(*answer);
      }
    }
  }
  void finish_exchange() {
    // A server's NEWKEYS follows its reply at once; a client's comes when it has seen the reply.
    if (role_ == ssh::Role::server) exchange_bytes();
    read_newkeys();
    send_newkeys();
    outcome_.reset();
    exchange_bytes();
  }
  /// The whole first exchange, or a later one that we start.
  void exchange_keys(const KexInitChanges& changes) {
    send_kexinit(changes);
    read_kexinit();
    exchange_until_newkeys();
    finish_exchange();
  }

  [[nodiscard]] ssh::Role role() const { return role_; }
  [[nodiscard]] ssh::Inbound& in() { return in_; }
  [[nodiscard]] ssh::Outbound& out() { return out_; }
  [[nodiscard]] Bytes session_id() const { return session_id_; }

 private:
  std::string read_line() {
    const auto text = as_text(in_.buffer().unread());
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos) throw std::runtime_error("the peer did not identify itself");
    std::string line{text.substr(0, end)};
    in_.buffer().consume(end + 2);
    return line;
  }

  ByteVector make(const KexInitChanges& changes) {
    ByteVector payload =
        ssh::make_kexinit(role_, lists_, quick_host_keys().get(), ssh::Exchange::later, random_);
    constexpr std::size_t size_at = 17;  // behind the number and the cookie
    const std::size_t size = std::size_t{payload[size_at + 2]} << 8 | payload[size_at + 3];
    const auto list_at = payload.begin() + static_cast<std::ptrdiff_t>(size_at + 4);
    std::string list{as_text(Bytes{payload}.subspan(size_at + 4, size))};
    if (!changes.first_method.empty()) list = changes.first_method + "," + list;
    if (!changes.markers.empty()) list += "," + changes.markers;
    payload.insert(payload.erase(list_at, list_at + static_cast<std::ptrdiff_t>(size)), list.begin(),
                   list.end());
    payload[size_at + 2] = static_cast<Byte>(list.size() >> 8);
    payload[size_at + 3] = static_cast<Byte>(list.size());
    if (changes.first_packet_follows) payload[payload.size() - 5] = 1;
    return payload;
  }

  [[nodiscard]] const ssh::Agreement::Direction& direction(ssh::Role sender) {
    const auto& agreement = exchange_->agreement();
    return sender == ssh::Role::client ? agreement.client_to_server : agreement.server_to_client;
  }
  [[nodiscard]] ssh::DirectionKeys derive(ssh::Role sender) {
    return ssh::derive_keys(exchange_->agreement().kex->hash, outcome_->keys, session_id_, sender,
                            direction(sender));
  }
  [[nodiscard]] ssh::Sequence sequence() const {
    return strict_ ? ssh::Sequence::starts_again : ssh::Sequence::goes_on;
  }

  ssh::Role role_;
  TransportUnderTest& peer_;
  ssh::AlgorithmLists lists_;
  FixedRandom random_;
  ssh::Inbound in_;
  ssh::Outbound out_;
  std::string peer_identification_;
  ByteVector own_kexinit_;
  ByteVector peer_kexinit_;
  std::optional<ssh::KeyExchange> exchange_;
  std::optional<ssh::KeyExchange::Outcome> outcome_;
  ByteVector session_id_;
  bool strict_ = false;
};

}  // namespace ferry::testing
