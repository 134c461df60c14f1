#include "ssh/connection/connection.h"

#include <stdexcept>
#include <utility>
#include <variant>

#include "ssh/auth/client_authentication.h"
#include "ssh/auth/server_authentication.h"
#include "ssh/connection/channels.h"
#include "ssh/connection/event_queue.h"
#include "ssh/connection/packet_sender.h"
#include "ssh/overloaded.h"

namespace ferry::ssh {
namespace {

class TransportSender final : public PacketSender {
 public:
  explicit TransportSender(Transport& transport) : transport_(transport) {}

  void send(Bytes payload) override { transport_.send(payload); }
  void send_batch(std::uint32_t recipient_channel, std::unique_ptr<DataBatch> batch) override {
    transport_.send_batch(recipient_channel, std::move(batch));
  }
  void unimplemented(std::uint32_t sequence) override { transport_.unimplemented(sequence); }
  [[nodiscard]] bool ready_for_data() const override { return transport_.ready_for_data(); }
  [[nodiscard]] std::size_t output_size() const override { return transport_.output_size(); }

 private:
  Transport& transport_;
};

/// Login packets hold passwords, and the block that they lie in lives on.
void wipe_payload(const PayloadReceived& packet) {
  if (!packet.block) return;
  const auto offset = static_cast<std::size_t>(packet.payload.data() - packet.block->bytes.get());
  wipe(MutableBytes{packet.block->bytes.get() + offset, packet.payload.size()});
}

}  // namespace

/// The layers above the transport follow one another: each is made when the one before has done its work, so
/// that what belongs to a later one has nobody to go to (the layer gating that login bypasses lack).
class Connection::Implementation {
 public:
  Implementation(ConnectionOptions options, Random& random, TimePoint now)
      : options_(std::move(options)), transport_(options_.transport, random, now), sender_(transport_) {}

  [[nodiscard]] Transport& transport() { return transport_; }
  [[nodiscard]] const Transport& transport() const { return transport_; }

  std::optional<Event> next_event();
  void decide(const Decision& decision);
  void disconnect(const Failure& failure);
  [[nodiscard]] bool wants_input() const {
    return !std::holds_alternative<Over>(layer_) && !waits_for_decision() && transport_.wants_input();
  }
  /// The client's login, which must be under way.
  [[nodiscard]] ClientAuthentication& login();
  /// The channels, or null before the login and after the end: whatever a program still does then is of no
  /// effect.
  [[nodiscard]] Channels* channels() { return std::get_if<Channels>(&layer_); }
  [[nodiscard]] const Channels* channels() const { return std::get_if<Channels>(&layer_); }
  [[nodiscard]] const ConnectionLimits& limits() const { return options_.limits; }
  [[nodiscard]] KeyContext key_context() const {
    return {transport_.session_id(), transport_.peer_signature_algorithms()};
  }

 private:
  struct BeforeKeys {};
  struct Over {};

  void handle(TransportEvent event);
  void keys_changed(const KeysChanged& event);
  void start_login();
  Result<void> received(const PayloadReceived& packet);
  Result<void> received(ServerAuthentication& login, const PayloadReceived& packet);
  Result<void> received(ClientAuthentication& login, const PayloadReceived& packet);
  void follow_login();
  void fail(Failure failure);
  [[nodiscard]] bool waits_for_decision() const;
  [[nodiscard]] std::optional<HostKeyProof> host_key_proof() const;

  ConnectionOptions options_;
  Transport transport_;
  TransportSender sender_;
  EventQueue events_;
  std::variant<BeforeKeys, ServerAuthentication, ClientAuthentication, Channels, Over> layer_;
};

std::optional<Event> Connection::Implementation::next_event() {
  for (;;) {
    if (auto event = events_.pop()) return event;
    if (std::holds_alternative<Over>(layer_) || waits_for_decision()) return std::nullopt;
    auto event = transport_.next_event();
    if (!event) return std::nullopt;
    handle(std::move(*event));
  }
}

void Connection::Implementation::handle(TransportEvent event) {
  std::visit(Overloaded{
                 [&](PayloadReceived& packet) {
                   auto taken = received(packet);
                   if (!taken) fail(std::move(taken.error()));
                 },
                 [&](KeysChanged& changed) { keys_changed(changed); },
                 [&](ComputationNeeded& needed) { events_.push(std::move(needed)); },
                 [&](HostKeyOffered& offered) { events_.push(std::move(offered)); },
                 [&](PeerDisconnected& goodbye) {
                   layer_.emplace<Over>();
                   events_.push(std::move(goodbye));
                 },
                 [&](Failed& failed) {
                   layer_.emplace<Over>();
                   events_.push(std::move(failed));
                 },
             },
             event);
}

void Connection::Implementation::keys_changed(const KeysChanged& event) {
  events_.push(event);
  if (std::holds_alternative<BeforeKeys>(layer_)) return start_login();
  if (auto* channels = std::get_if<Channels>(&layer_)) channels->keys_changed();
}

void Connection::Implementation::start_login() {
  if (options_.transport.role == Role::client) {
    layer_.emplace<ClientAuthentication>(sender_, events_);
    return;
  }
  const Bytes session_id = transport_.session_id();
  layer_.emplace<ServerAuthentication>(
      ServerAuthenticationOptions{
          .methods = options_.authentication_methods,
          .public_key_algorithms = options_.transport.algorithms.public_key,
          .attempts = options_.attempts,
          .banner = options_.login_banner,
          .session_id = {session_id.begin(), session_id.end()},
          .limits = options_.limits,
      },
      sender_, events_);
}

Result<void> Connection::Implementation::received(const PayloadReceived& packet) {
  if (auto* channels = std::get_if<Channels>(&layer_)) return channels->received(packet);
  if (auto* login = std::get_if<ServerAuthentication>(&layer_)) return received(*login, packet);
  if (auto* login = std::get_if<ClientAuthentication>(&layer_)) return received(*login, packet);
  throw std::logic_error("a packet for the layers above before there were keys");
}

Result<void> Connection::Implementation::received(ServerAuthentication& login,
                                                  const PayloadReceived& packet) {
  const auto taken = login.received(packet.payload, packet.sequence);
  wipe_payload(packet);
  if (taken && login.started()) transport_.phase(Phase::authentication);
  return taken;
}

Result<void> Connection::Implementation::received(ClientAuthentication& login,
                                                  const PayloadReceived& packet) {
  const auto taken = login.received(packet.payload, packet.sequence);
  if (taken && login.started()) transport_.phase(Phase::authentication);
  follow_login();
  return taken;
}

void Connection::Implementation::decide(const Decision& decision) {
  if (std::holds_alternative<Over>(layer_)) return;
  auto* login = std::get_if<ServerAuthentication>(&layer_);
  if (login == nullptr) throw std::logic_error("a decision while no login is under way");
  auto done = login->decide(decision);
  if (!done) return fail(std::move(done.error()));
  follow_login();
}

/// After a success, the connection protocol takes the place of the login.
void Connection::Implementation::follow_login() {
  const auto* server = std::get_if<ServerAuthentication>(&layer_);
  const auto* client = std::get_if<ClientAuthentication>(&layer_);
  if ((server == nullptr || !server->succeeded()) && (client == nullptr || !client->succeeded())) return;
  transport_.authenticated();
  layer_
      .emplace<Channels>(
          ChannelsOptions{
              .role = options_.transport.role,
              .window = options_.window,
              .max_packet = options_.max_packet,
              .limits = options_.limits,
              .host_keys = host_key_proof(),
          },
          sender_, events_)
      .announce_host_keys();
}

std::optional<HostKeyProof> Connection::Implementation::host_key_proof() const {
  const auto& keys = options_.transport.host_keys;
  const bool is_server = options_.transport.role == Role::server && keys != nullptr;
  if (!is_server || !asks_for_host_keys(transport_.peer_identification())) return std::nullopt;
  return HostKeyProof{keys, transport_.session_id(), transport_.negotiated().host_key};
}

bool Connection::Implementation::waits_for_decision() const {
  const auto* login = std::get_if<ServerAuthentication>(&layer_);
  return login != nullptr && login->deciding();
}

void Connection::Implementation::fail(Failure failure) {
  transport_.disconnect(failure);
  layer_.emplace<Over>();
  events_.push(Failed{std::move(failure)});
}

void Connection::Implementation::disconnect(const Failure& failure) {
  if (!std::holds_alternative<Over>(layer_)) fail(failure);
}

ClientAuthentication& Connection::Implementation::login() {
  auto* login = std::get_if<ClientAuthentication>(&layer_);
  if (login == nullptr) throw std::logic_error("a login attempt while no login is under way");
  return *login;
}

Connection::Connection(ConnectionOptions options, Random& random, TimePoint now)
    : implementation_(std::make_unique<Implementation>(std::move(options), random, now)) {}
Connection::~Connection() = default;

Transport& Connection::transport() {
  return implementation_->transport();
}
const Transport& Connection::transport() const {
  return std::as_const(*implementation_).transport();
}
std::optional<Event> Connection::next_event() {
  return implementation_->next_event();
}
bool Connection::wants_input() const {
  return std::as_const(*implementation_).wants_input();
}
void Connection::disconnect(const Failure& failure) {
  implementation_->disconnect(failure);
}

void Connection::decide(Decision decision) {
  implementation_->decide(decision);
}
void Connection::try_none(std::string user) {
  implementation_->login().try_none(std::move(user));
}
void Connection::try_password(std::string user, const Secret& password) {
  implementation_->login().try_password(std::move(user), password);
}
void Connection::try_interactive(std::string user) {
  implementation_->login().try_interactive(std::move(user));
}
void Connection::answer_prompts(std::vector<Secret> answers) {
  implementation_->login().answer_prompts(answers);
}
void Connection::try_public_key(std::string user, const crypto::PrivateKey& key,
                                const SignatureRow& algorithm) {
  implementation_->login().try_public_key(std::move(user), key, algorithm, implementation_->key_context());
}
void Connection::ask_public_key(const PublicKeyClaim& claim) {
  implementation_->login().ask_public_key(claim);
}
ByteVector Connection::login_text(const PublicKeyClaim& claim) const {
  return signed_login(transport().session_id(), claim);
}
void Connection::prove_public_key(const PublicKeyClaim& claim, Bytes signature) {
  implementation_->login().prove_public_key(claim, signature);
}

void Connection::ask_for_host_key_proofs(std::span<const ByteVector> keys) {
  if (auto* channels = implementation_->channels()) channels->ask_for_host_key_proofs(keys);
}

ChannelId Connection::open_session() {
  auto* channels = implementation_->channels();
  if (channels == nullptr) throw std::logic_error("channels exist only after login");
  return channels->open_session();
}
void Connection::request(ChannelId channel, const RequestKind& request, bool wants_reply) {
  if (auto* channels = implementation_->channels()) channels->request(channel, request, wants_reply);
}
void Connection::reply(ChannelId channel, bool success) {
  if (auto* channels = implementation_->channels()) channels->reply(channel, success);
}
std::size_t Connection::writable(ChannelId channel) const {
  const auto* channels = std::as_const(*implementation_).channels();
  return channels == nullptr ? 0 : channels->writable(channel);
}
std::size_t Connection::send_data(ChannelId channel, Bytes data, bool is_stderr) {
  auto* channels = implementation_->channels();
  return channels == nullptr ? 0 : channels->send_data(channel, data, is_stderr);
}
std::size_t Connection::packet_payload(ChannelId channel) const {
  const auto* channels = std::as_const(*implementation_).channels();
  return channels == nullptr ? implementation_->limits().largest_data : channels->packet_payload(channel);
}
void Connection::send_batch(ChannelId channel, std::unique_ptr<DataBatch> batch) {
  if (auto* channels = implementation_->channels()) channels->send_batch(channel, std::move(batch));
}
void Connection::send_eof(ChannelId channel) {
  if (auto* channels = implementation_->channels()) channels->send_eof(channel);
}
void Connection::close(ChannelId channel) {
  if (auto* channels = implementation_->channels()) channels->close(channel);
}
void Connection::consumed(ChannelId channel, std::size_t size) {
  if (auto* channels = implementation_->channels()) channels->consumed(channel, size);
}
std::uint32_t Connection::window(ChannelId channel) const {
  const auto* channels = std::as_const(*implementation_).channels();
  return channels == nullptr ? 0 : channels->window(channel);
}
void Connection::send_keepalive() {
  if (auto* channels = implementation_->channels()) channels->send_keepalive();
}
unsigned Connection::unanswered_keepalives() const {
  const auto* channels = std::as_const(*implementation_).channels();
  return channels == nullptr ? 0 : channels->unanswered_keepalives();
}

}  // namespace ferry::ssh
