#include "ssh/transport/kex_computation.h"

#include <stdexcept>
#include <utility>

#include "ssh/certificate.h"
#include "ssh/transport/messages.h"

namespace ferry::ssh {
namespace {

ByteVector to_vector(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

Failure bad_share() {
  return {Fault::misbehaved, DisconnectReason::key_exchange_failed,
          "the peer's share of the key exchange is not valid"};
}

Failure host_key_not_verifiable(std::string message) {
  return {Fault::misbehaved, DisconnectReason::host_key_not_verifiable, std::move(message)};
}

/// Curves, ML-KEM and sntrup761 take well under a millisecond; modular exponentiation and RSA take
/// milliseconds.
bool is_expensive(const Agreement& agreement) {
  return !has_octet_shares(agreement.kex->family) || agreement.host_key->key_type == KeyType::rsa;
}

/// What the server has to sign with. A certificate is looked at as a whole: its authority's signature counts.
Result<PeerKey> signing_key(const SignatureRow& agreed, Bytes blob) {
  wire::Reader in{blob};
  std::string_view name;
  in.read(name);
  if (name != agreed.blob_name)
    return std::unexpected(
        host_key_not_verifiable("the server sent another type of host key than was agreed"));
  const auto usable = [](const Error& error) {
    return std::unexpected(host_key_not_verifiable("the server's host key is not usable: " + error.message));
  };
  if (!agreed.certificate) {
    auto key = decode_peer_key(blob);
    if (!key) return usable(key.error());
    return std::move(*key);
  }
  auto certificate = decode_certificate(blob);
  if (!certificate) return usable(certificate.error());
  return std::move(certificate->key);
}

const GroupExchange* pointer(const std::optional<GroupExchange>& group) {
  return group ? &*group : nullptr;
}

template <class Outcome>
Result<Outcome> take_outcome(std::optional<Result<Outcome>>& outcome) {
  if (!outcome) throw std::logic_error("a key exchange computation was given back without having run");
  return *std::exchange(outcome, std::nullopt);
}

}  // namespace

ServerComputation::ServerComputation(std::shared_ptr<const ExchangeContext> context, Bytes client_share)
    : context_(std::move(context)), client_share_(to_vector(client_share)) {}

ServerComputation::ServerComputation(std::shared_ptr<const ExchangeContext> context, Bytes client_share,
                                     GroupExchange group, crypto::ModpGroup chosen)
    : context_(std::move(context)),
      client_share_(to_vector(client_share)),
      group_(std::move(group)),
      chosen_(chosen) {}

bool ServerComputation::expensive() const {
  return is_expensive(context_->agreement);
}

void ServerComputation::run() {
  const Agreement& agreed = context_->agreement;
  const crypto::PrivateKey& key = *context_->host_keys->for_algorithm(agreed.host_key->name);
  const auto agreement = start();
  const auto shared = agreement->agree(client_share_);
  if (!shared) {
    outcome_ = std::unexpected(bad_share());
    return;
  }
  const ByteVector host_key = context_->host_keys->shown_for(agreed.host_key->name);
  const Bytes share = agreement->public_share();
  Outcome done{.keys = {.secret = encode_shared_secret(agreed.kex->family, *shared), .hash = {}},
               .reply = {}};
  done.keys.hash = exchange_hash(
      *agreed.kex, context_->transcript,
      {.host_key = host_key, .client_share = client_share_, .server_share = share, .group = pointer(group_)},
      done.keys.secret);
  done.reply = make_reply(host_key, share, sign(key, *agreed.host_key, done.keys.hash));
  outcome_ = std::move(done);
}

std::unique_ptr<crypto::KeyAgreement> ServerComputation::start() const {
  const KexRow& method = *context_->agreement.kex;
  if (group_) return crypto::start_agreement(chosen_);
  if (method.family == KexFamily::hybrid) {
    return crypto::start_hybrid_agreement(method.kem, crypto::HybridSide::responder);
  }
  if (method.family == KexFamily::curve) return crypto::start_agreement(method.curve);
  return crypto::start_agreement(method.group);
}

ByteVector ServerComputation::make_reply(Bytes host_key, Bytes share, Bytes signature) const {
  switch (context_->agreement.kex->family) {
    case KexFamily::hybrid:
    case KexFamily::curve:
      return wire::encode(KexEcdhReply{host_key, share, signature});
    case KexFamily::modp:
      return wire::encode(KexDhReply{host_key, {share}, signature});
    case KexFamily::group_exchange:
      break;
  }
  return wire::encode(KexGexReply{host_key, {share}, signature});
}

Result<ServerComputation::Outcome> ServerComputation::take() {
  return take_outcome(outcome_);
}

ClientComputation::ClientComputation(std::shared_ptr<const ExchangeContext> context,
                                     std::unique_ptr<crypto::KeyAgreement> agreement, ServerAnswer answer,
                                     std::optional<GroupExchange> group)
    : context_(std::move(context)),
      agreement_(std::move(agreement)),
      answer_(std::move(answer)),
      group_(std::move(group)) {}

bool ClientComputation::expensive() const {
  return !has_octet_shares(context_->agreement.kex->family);
}

void ClientComputation::run() {
  outcome_ = compute();
}

Result<ClientComputation::Outcome> ClientComputation::compute() {
  const Agreement& agreed = context_->agreement;
  const auto key = signing_key(*agreed.host_key, answer_.host_key);
  if (!key) return std::unexpected(key.error());
  const auto shared = agreement_->agree(answer_.share);
  if (!shared) return std::unexpected(bad_share());
  Outcome done{.keys = {.secret = encode_shared_secret(agreed.kex->family, *shared), .hash = {}},
               .host_key = {}};
  done.keys.hash = exchange_hash(*agreed.kex, context_->transcript,
                                 {.host_key = answer_.host_key,
                                  .client_share = agreement_->public_share(),
                                  .server_share = answer_.share,
                                  .group = pointer(group_)},
                                 done.keys.secret);
  if (!verify_use(*key, *agreed.host_key, done.keys.hash, answer_.signature)) {
    return std::unexpected(host_key_not_verifiable("the server's signature over the key exchange is wrong"));
  }
  done.host_key = std::move(answer_.host_key);
  return done;
}

Result<ClientComputation::Outcome> ClientComputation::take() {
  return take_outcome(outcome_);
}

}  // namespace ferry::ssh
