#include "ssh/transport/key_exchange.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "ssh/limits.h"
#include "ssh/transport/messages.h"

namespace ferry::ssh {
namespace {

std::unexpected<Failure> malformed(std::string_view message) {
  return std::unexpected(
      Failure{Fault::malformed, DisconnectReason::protocol_error, "malformed " + std::string{message}});
}

std::unexpected<Failure> failed(std::string message) {
  return std::unexpected(Failure{Fault::refused, DisconnectReason::key_exchange_failed, std::move(message)});
}

ByteVector to_vector(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

/// The groups of RFC 3526 that a server hands out on request, smallest first.
struct KnownGroup {
  unsigned bits;
  crypto::ModpGroup group;
};
constexpr std::array known_groups{
    KnownGroup{2048, crypto::ModpGroup::group14_2048}, KnownGroup{3072, crypto::ModpGroup::group15_3072},
    KnownGroup{4096, crypto::ModpGroup::group16_4096}, KnownGroup{6144, crypto::ModpGroup::group17_6144},
    KnownGroup{8192, crypto::ModpGroup::group18_8192},
};

/// RFC 4419 section 3: the smallest group of at least the preferred size, else the largest, within the
/// client's bounds and ours.
const KnownGroup* choose_group(const GroupExchange& request, unsigned own_minimum) {
  const KnownGroup* chosen = nullptr;
  for (const KnownGroup& group : known_groups) {
    if (group.bits < std::max(request.minimum, own_minimum) || group.bits > request.maximum) continue;
    chosen = &group;
    if (group.bits >= request.preferred) break;
  }
  return chosen;
}

Result<GroupExchange> read_request(Bytes payload) {
  if (payload[0] == std::to_underlying(MessageNumber::kex_dh_gex_request_old)) {
    const auto old = wire::decode<OldGroupRequest>(payload);
    if (!old) return malformed("KEX_DH_GEX_REQUEST_OLD");
    return GroupExchange{.minimum = 0,
                         .preferred = old->preferred,
                         .maximum = largest_group_bits,
                         .old_request = true,
                         .prime = {},
                         .generator = {}};
  }
  const auto request = wire::decode<GroupRequest>(payload);
  if (!request) return malformed("KEX_DH_GEX_REQUEST");
  if (request->minimum > request->preferred || request->preferred > request->maximum) {
    return failed("the group sizes that the peer asks for contradict each other");
  }
  return GroupExchange{.minimum = request->minimum,
                       .preferred = request->preferred,
                       .maximum = request->maximum,
                       .prime = {},
                       .generator = {}};
}

/// How strong a group the client wishes for; RFC 3526 counts it as about as hard as the ciphers in use.
constexpr std::uint32_t preferred_group_bits = 3072;

KeyExchange::Step sending(ByteVector payload) {
  return {.send = std::move(payload), .compute = nullptr};
}

KeyExchange::Step computing(std::unique_ptr<KexComputation> computation) {
  return {.send = std::nullopt, .compute = std::move(computation)};
}

template <class Reply>
Result<ServerAnswer> read_reply(Bytes payload, Bytes (*share)(const Reply&)) {
  const auto reply = wire::decode<Reply>(payload);
  if (!reply || reply->host_key.size() > longest_host_key) return malformed("reply to the key exchange");
  return ServerAnswer{.host_key = to_vector(reply->host_key),
                      .share = to_vector(share(*reply)),
                      .signature = to_vector(reply->signature)};
}

Result<ServerAnswer> read_reply(KexFamily family, Bytes payload) {
  switch (family) {
    case KexFamily::hybrid:
    case KexFamily::curve:
      return read_reply<KexEcdhReply>(payload, [](const KexEcdhReply& reply) { return reply.share; });
    case KexFamily::modp:
      return read_reply<KexDhReply>(payload, [](const KexDhReply& reply) { return reply.share.magnitude; });
    case KexFamily::group_exchange:
      break;
  }
  return read_reply<KexGexReply>(payload, [](const KexGexReply& reply) { return reply.share.magnitude; });
}

ByteVector make_init(KexFamily family, Bytes share) {
  switch (family) {
    case KexFamily::hybrid:
    case KexFamily::curve:
      return wire::encode(KexEcdhInit{share});
    case KexFamily::modp:
      return wire::encode(KexDhInit{{share}});
    case KexFamily::group_exchange:
      break;
  }
  return wire::encode(KexGexInit{{share}});
}

std::optional<Bytes> read_init(KexFamily family, Bytes payload) {
  if (has_octet_shares(family)) {
    const auto init = wire::decode<KexEcdhInit>(payload);
    return init ? std::optional{init->share} : std::nullopt;
  }
  if (family == KexFamily::modp) {
    const auto init = wire::decode<KexDhInit>(payload);
    return init ? std::optional{init->share.magnitude} : std::nullopt;
  }
  const auto init = wire::decode<KexGexInit>(payload);
  return init ? std::optional{init->share.magnitude} : std::nullopt;
}

/// A client's, in the method's own group or curve.
std::unique_ptr<crypto::KeyAgreement> start_agreement(const KexRow& method) {
  if (method.family == KexFamily::hybrid) {
    return crypto::start_hybrid_agreement(method.kem, crypto::HybridSide::initiator);
  }
  if (method.family == KexFamily::curve) return crypto::start_agreement(method.curve);
  return crypto::start_agreement(method.group);
}

template <class... Calls>
struct Overloaded : Calls... {
  using Calls::operator()...;
};

}  // namespace

KeyExchange::KeyExchange(Options options)
    : context_(std::make_shared<const ExchangeContext>(
          ExchangeContext{.role = options.role,
                          .agreement = options.agreement,
                          .transcript = std::move(options.transcript),
                          .host_keys = std::move(options.host_keys)})),
      minimum_group_bits_(options.minimum_group_bits) {
  const bool negotiates_group = context_->agreement.kex->family == KexFamily::group_exchange;
  if (context_->role == Role::server) {
    if (negotiates_group) state_ = ExpectGroupRequest{};
  } else {
    state_ = Computing{};
  }
}

KeyExchange::Step KeyExchange::start() {
  if (context_->role == Role::server) return {};
  const KexRow& method = *context_->agreement.kex;
  if (method.family == KexFamily::group_exchange) {
    const GroupRequest request{.minimum = minimum_group_bits_,
                               .preferred = std::max(minimum_group_bits_, preferred_group_bits),
                               .maximum = largest_group_bits};
    state_ = ExpectGroup{{.minimum = request.minimum,
                          .preferred = request.preferred,
                          .maximum = request.maximum,
                          .prime = {},
                          .generator = {}}};
    return sending(wire::encode(request));
  }
  auto agreement = start_agreement(method);
  auto init = make_init(method.family, agreement->public_share());
  state_ = ExpectReply{std::move(agreement)};
  return sending(std::move(init));
}

Result<KeyExchange::Step> KeyExchange::receive(Bytes payload) {
  State state = std::exchange(state_, Computing{});
  return std::visit([&](auto& current) { return on(std::move(current), payload); }, state);
}

Result<KeyExchange::Step> KeyExchange::on(ExpectInit, Bytes payload) {
  const auto share = read_init(context_->agreement.kex->family, payload);
  if (!share) return malformed("key exchange request");
  return computing(std::make_unique<ServerComputation>(context_, *share));
}

Result<KeyExchange::Step> KeyExchange::on(ExpectReply state, Bytes payload) {
  auto answer = read_reply(context_->agreement.kex->family, payload);
  if (!answer) return std::unexpected(answer.error());
  return computing(std::make_unique<ClientComputation>(context_, std::move(state.agreement),
                                                       std::move(*answer), std::nullopt));
}

Result<KeyExchange::Step> KeyExchange::on(ExpectGroupRequest, Bytes payload) {
  auto request = read_request(payload);
  if (!request) return std::unexpected(request.error());
  const KnownGroup* known = choose_group(*request, minimum_group_bits_);
  if (known == nullptr) return failed("no group of a size that both sides take");
  auto [prime, generator] = crypto::parameters(known->group);
  request->prime = std::move(prime);
  request->generator = std::move(generator);
  auto offer = wire::encode(GroupOffer{{request->prime}, {request->generator}});
  state_ = ExpectGroupInit{std::move(*request), known->group};
  return sending(std::move(offer));
}

Result<KeyExchange::Step> KeyExchange::on(ExpectGroupInit state, Bytes payload) {
  const auto share = read_init(KexFamily::group_exchange, payload);
  if (!share) return malformed("KEX_DH_GEX_INIT");
  return computing(
      std::make_unique<ServerComputation>(context_, *share, std::move(state.group), state.chosen));
}

Result<KeyExchange::Step> KeyExchange::on(ExpectGroup state, Bytes payload) {
  const auto offer = wire::decode<GroupOffer>(payload);
  if (!offer) return malformed("KEX_DH_GEX_GROUP");
  auto agreement =
      crypto::start_agreement(offer->prime.magnitude, offer->generator.magnitude, minimum_group_bits_);
  if (agreement == nullptr) return failed("the group that the server offers is not usable");
  state.request.prime = to_vector(offer->prime.magnitude);
  state.request.generator = to_vector(offer->generator.magnitude);
  auto init = make_init(KexFamily::group_exchange, agreement->public_share());
  state_ = ExpectGroupReply{std::move(state.request), std::move(agreement)};
  return sending(std::move(init));
}

Result<KeyExchange::Step> KeyExchange::on(ExpectGroupReply state, Bytes payload) {
  auto answer = read_reply(KexFamily::group_exchange, payload);
  if (!answer) return std::unexpected(answer.error());
  return computing(std::make_unique<ClientComputation>(context_, std::move(state.agreement),
                                                       std::move(*answer), std::move(state.group)));
}

Result<KeyExchange::Step> KeyExchange::on(Computing, Bytes) {
  throw std::logic_error("a key exchange message was read while a computation is under way");
}

Result<KeyExchange::Outcome> KeyExchange::finish(KexComputation& computation) {
  if (context_->role == Role::server) {
    auto done = dynamic_cast<ServerComputation&>(computation).take();
    if (!done) return std::unexpected(done.error());
    return Outcome{.keys = std::move(done->keys), .reply = std::move(done->reply), .host_key = {}};
  }
  auto done = dynamic_cast<ClientComputation&>(computation).take();
  if (!done) return std::unexpected(done.error());
  return Outcome{.keys = std::move(done->keys), .reply = {}, .host_key = std::move(done->host_key)};
}

std::optional<Situation> KeyExchange::expects() const {
  using Expected = std::optional<Situation>;
  return std::visit(Overloaded{
                        [](const ExpectInit&) -> Expected { return Situation::kexdh_init; },
                        [](const ExpectReply&) -> Expected { return Situation::kexdh_reply; },
                        [](const ExpectGroupRequest&) -> Expected { return Situation::gex_request; },
                        [](const ExpectGroupInit&) -> Expected { return Situation::gex_init; },
                        [](const ExpectGroup&) -> Expected { return Situation::gex_group; },
                        [](const ExpectGroupReply&) -> Expected { return Situation::gex_reply; },
                        [](const Computing&) -> Expected { return std::nullopt; },
                    },
                    state_);
}

}  // namespace ferry::ssh
