#include "ssh/auth/client_authentication.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "ssh/auth/messages.h"
#include "ssh/auth/public_key_claim.h"
#include "ssh/decode.h"
#include "ssh/keys.h"

namespace ferry::ssh {
namespace {

/// Banners shown before a server is taken for one that wants to keep us here.
constexpr unsigned most_banners = 32;

std::string_view name_of(auto method) {
  static constexpr std::string_view names[] = {"none", "password", "keyboard-interactive", "publickey"};
  return names[std::to_underlying(method)];
}

/// RFC 4252 section 5.4 and RFC 4256 section 3.3: what a server wants shown must not control the terminal.
std::string printable_lines(std::string_view text) {
  std::string shown;
  for (const std::string_view line : split(text, '\n')) {
    if (line.data() != text.data()) shown += '\n';
    shown += printable(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
  }
  return shown;
}

}  // namespace

ClientAuthentication::ClientAuthentication(PacketSender& out, EventQueue& events)
    : out_(out), events_(events) {
  out_.send(wire::encode(ServiceRequest{.service = authentication_service}));
}

Result<void> ClientAuthentication::received(Bytes payload, std::uint32_t sequence) {
  if (succeeded()) throw std::logic_error("authentication packet after success");
  if (payload.empty()) return std::unexpected(malformed("packet", wire::WireError::truncated));
  switch (static_cast<MessageNumber>(payload[0])) {
    case MessageNumber::service_accept:
      return service_accepted(payload);
    case MessageNumber::userauth_failure:
      return failure(payload);
    case MessageNumber::userauth_success:
      return success(payload);
    case MessageNumber::userauth_banner:
      return banner(payload);
    case MessageNumber::userauth_info_request:
      return method_specific(payload);
    case MessageNumber::service_request:
    case MessageNumber::userauth_request:
    case MessageNumber::userauth_info_response:
      return std::unexpected(
          misbehaved("message " + std::to_string(payload[0]) + " is the client's to send"));
    default:
      break;
  }
  if (payload[0] >= 80) {
    return std::unexpected(misbehaved("message " + std::to_string(payload[0]) + " before authentication"));
  }
  out_.unimplemented(sequence);
  return {};
}

Result<void> ClientAuthentication::service_accepted(Bytes payload) {
  const auto message = decode_message<ServiceAccept>(payload);
  if (!message) return std::unexpected(message.error());
  if (started() || message->service != authentication_service) {
    return std::unexpected(misbehaved("SERVICE_ACCEPT that nobody waits for"));
  }
  state_ = Idle{};
  events_.push(CredentialsNeeded{});
  return {};
}

Result<void> ClientAuthentication::failure(Bytes payload) {
  const auto message = decode_message<UserauthFailure>(payload);
  if (!message) return std::unexpected(message.error());
  if (!std::holds_alternative<ExpectReply>(state_) && !std::holds_alternative<ExpectWelcome>(state_)) {
    return std::unexpected(misbehaved("USERAUTH_FAILURE without a request"));
  }
  methods_.clear();
  for (const std::string_view name : split(message->methods.text, ',')) {
    if (!name.empty()) methods_.emplace_back(name);
  }
  state_ = Idle{};
  events_.push(CredentialsNeeded{.methods = methods_, .partial_success = message->partial_success});
  return {};
}

Result<void> ClientAuthentication::success(Bytes payload) {
  const auto message = decode_message<UserauthSuccess>(payload);
  if (!message) return std::unexpected(message.error());
  const auto* request = std::get_if<ExpectReply>(&state_);
  if (request == nullptr) return std::unexpected(misbehaved("USERAUTH_SUCCESS without a request"));
  events_.push(LoggedIn{.user = request->user, .method = std::string{name_of(request->method)}});
  state_ = Succeeded{};
  return {};
}

Result<void> ClientAuthentication::banner(Bytes payload) {
  const auto message = decode_message<UserauthBanner>(payload);
  if (!message) return std::unexpected(message.error());
  if (++banners_ > most_banners) return std::unexpected(misbehaved("too many banners"));
  events_.push(BannerShown{.text = printable_lines(message->message)});
  return {};
}

/// Number 60 means something else in each method.
Result<void> ClientAuthentication::method_specific(Bytes payload) {
  const auto* request = std::get_if<ExpectReply>(&state_);
  if (request != nullptr && request->method == Method::password) return password_expired(payload);
  if (request != nullptr && request->method == Method::interactive) return prompts(payload, request->user);
  if (const auto* asked = std::get_if<ExpectWelcome>(&state_)) return key_welcome(payload, *asked);
  return std::unexpected(misbehaved("message 60 without a request that it could answer"));
}

/// RFC 4252 section 8: the client may go on with another method, so for us this is one more "no".
Result<void> ClientAuthentication::password_expired(Bytes payload) {
  const auto message = decode_message<UserauthPasswordChangeRequest>(payload);
  if (!message) return std::unexpected(message.error());
  state_ = Idle{};
  events_.push(BannerShown{.text = printable_lines(message->prompt)});
  events_.push(CredentialsNeeded{.methods = methods_, .partial_success = false});
  return {};
}

/// RFC 4252 section 7: the answer repeats the algorithm and the key, so that it cannot be for another one.
Result<void> ClientAuthentication::key_welcome(Bytes payload, const ExpectWelcome& asked) {
  const auto message = decode_message<UserauthPublicKeyOk>(payload);
  if (!message) return std::unexpected(message.error());
  if (message->algorithm != asked.algorithm || !std::ranges::equal(message->blob, asked.blob)) {
    return std::unexpected(misbehaved("USERAUTH_PK_OK for a key that was not asked about"));
  }
  state_ = Idle{};
  events_.push(PublicKeyWelcome{});
  return {};
}

Result<void> ClientAuthentication::prompts(Bytes payload, const std::string& user) {
  const auto message = decode_message<UserauthInfoRequest>(payload);
  if (!message) return std::unexpected(message.error());
  InteractivePrompts shown{.name = printable_lines(message->title),
                           .instruction = printable_lines(message->instruction),
                           .prompts = {}};
  wire::Reader in{message->prompts.bytes};
  for (std::uint32_t i = 0; i < message->count && in.error() == wire::WireError::none; ++i) {
    std::string_view text;
    bool echo = false;
    in.read(text);
    in.read(echo);
    shown.prompts.push_back({.text = printable_lines(text), .echo = echo});
  }
  if (const auto error = in.finish(); error != wire::WireError::none) {
    return std::unexpected(malformed(UserauthInfoRequest::name, error));
  }
  state_ = Prompting{.user = user, .count = shown.prompts.size()};
  events_.push(std::move(shown));
  return {};
}

void ClientAuthentication::try_none(std::string user) {
  request(std::move(user), Method::none, {});
}

void ClientAuthentication::try_password(std::string user, const Secret& password) {
  ByteVector data;
  data.reserve(1 + 4 + password.reveal().size());  // no reallocation, which would leave a copy behind
  wire::Writer out{data};
  out.write(false);
  out.write(password.reveal());
  request(std::move(user), Method::password, data);
  wipe(data);
}

void ClientAuthentication::try_interactive(std::string user) {
  ByteVector data;
  wire::Writer out{data};
  out.write(std::string_view{});  // language
  out.write(std::string_view{});  // submethods: the server's choice
  request(std::move(user), Method::interactive, data);
}

void ClientAuthentication::answer_prompts(const std::vector<Secret>& answers) {
  const auto* prompting = std::get_if<Prompting>(&state_);
  if (prompting == nullptr || prompting->count != answers.size()) {
    throw std::logic_error("answers that do not fit the prompts");
  }
  std::size_t size = 1 + 4;
  for (const Secret& answer : answers) size += 4 + answer.reveal().size();
  ByteVector packet;
  packet.reserve(size);
  wire::Writer out{packet};
  out.write(MessageNumber::userauth_info_response);
  out.write(static_cast<std::uint32_t>(answers.size()));
  for (const Secret& answer : answers) out.write(answer.reveal());
  out_.send(packet);
  wipe(packet);
  state_ = ExpectReply{.user = prompting->user, .method = Method::interactive};
}

void ClientAuthentication::try_public_key(std::string user, const crypto::PrivateKey& key,
                                          const SignatureRow& algorithm, const KeyContext& context) {
  const bool welcome = context.announced.empty() ||
                       std::ranges::find(context.announced, algorithm.name) != context.announced.end();
  if (!welcome) {
    if (!std::holds_alternative<Idle>(state_)) throw std::logic_error("a login attempt while none may begin");
    events_.push(CredentialsNeeded{.methods = methods_, .partial_success = false});
    return;
  }
  const ByteVector blob = encode_public_key(key.public_key());
  const ByteVector text = signed_login(context.session_id, {user, algorithm.name, blob});
  prove_public_key({user, algorithm.name, blob}, sign(key, algorithm, text));
}

void ClientAuthentication::ask_public_key(const PublicKeyClaim& claim) {
  ByteVector data;
  wire::Writer out{data};
  out.write(false);
  out.write(claim.algorithm);
  out.string(claim.blob);
  send_request(claim.user, Method::public_key, data);
  state_ = ExpectWelcome{std::string{claim.algorithm}, {claim.blob.begin(), claim.blob.end()}};
}

void ClientAuthentication::prove_public_key(const PublicKeyClaim& claim, Bytes signature) {
  ByteVector data;
  wire::Writer out{data};
  out.write(true);
  out.write(claim.algorithm);
  out.string(claim.blob);
  out.string(signature);
  request(std::string{claim.user}, Method::public_key, data);
}

void ClientAuthentication::request(std::string user, Method method, Bytes method_data) {
  send_request(user, method, method_data);
  state_ = ExpectReply{.user = std::move(user), .method = method};
}

void ClientAuthentication::send_request(std::string_view user, Method method, Bytes method_data) {
  if (!std::holds_alternative<Idle>(state_)) throw std::logic_error("a login attempt while none may begin");
  const UserauthRequest message{
      .user = user, .service = connection_service, .method = name_of(method), .method_data = {method_data}};
  ByteVector packet;
  packet.reserve(64 + user.size() + method_data.size());
  wire::encode(message, packet);
  out_.send(packet);
  wipe(packet);
}

}  // namespace ferry::ssh
