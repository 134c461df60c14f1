#include "ssh/auth/server_authentication.h"

#include <algorithm>
#include <stdexcept>

#include "ssh/auth/public_key_claim.h"
#include "ssh/certificate.h"
#include "ssh/decode.h"
#include "ssh/keys.h"
#include "ssh/overloaded.h"

namespace ferry::ssh {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ',';
    text += name;
  }
  return text;
}

/// The key that a signature has to be made with, if the blob is of the row's very form and type.
std::optional<PeerKey> proven_key(const SignatureRow& row, Bytes blob) {
  if (is_certificate(blob) != row.certificate) return std::nullopt;
  if (!row.certificate) {
    auto key = decode_peer_key(blob);
    return key && signs_with(*key, row) ? std::optional{std::move(*key)} : std::nullopt;
  }
  auto certificate = decode_certificate(blob);
  if (!certificate || !signs_with(certificate->key, row)) return std::nullopt;
  return std::move(certificate->key);
}

Failure too_many(const char* what) {
  return {Fault::refused, DisconnectReason::no_more_auth_methods_available, what};
}

}  // namespace

ServerAuthentication::ServerAuthentication(ServerAuthenticationOptions options, PacketSender& out,
                                           EventQueue& events)
    : options_(std::move(options)), out_(out), events_(events) {}

Result<void> ServerAuthentication::received(Bytes payload, std::uint32_t sequence) {
  if (deciding() || succeeded()) throw std::logic_error("authentication packet while none may be read");
  if (payload.empty()) return std::unexpected(malformed("packet", wire::WireError::truncated));
  if (++messages_ > options_.limits.authentication_messages) {
    return std::unexpected(too_many("Too many authentication messages"));
  }
  switch (static_cast<MessageNumber>(payload[0])) {
    case MessageNumber::service_request:
      return service_requested(payload);
    case MessageNumber::userauth_request:
      return login_requested(payload);
    case MessageNumber::userauth_info_response:
      return answers(payload);
    case MessageNumber::userauth_failure:
    case MessageNumber::userauth_success:
    case MessageNumber::userauth_banner:
    case MessageNumber::userauth_info_request:
      return std::unexpected(
          misbehaved("message " + std::to_string(payload[0]) + " is the server's to send"));
    default:
      break;
  }
  // RFC 4252 section 6: numbers of 80 and above before authentication end the connection.
  if (payload[0] >= 80) {
    return std::unexpected(misbehaved("message " + std::to_string(payload[0]) + " before authentication"));
  }
  out_.unimplemented(sequence);
  return {};
}

Result<void> ServerAuthentication::service_requested(Bytes payload) {
  const auto message = decode_message<ServiceRequest>(payload);
  if (!message) return std::unexpected(message.error());
  if (message->service != authentication_service) {
    return std::unexpected(Failure{Fault::refused, DisconnectReason::service_not_available,
                                   "only ssh-userauth is available here"});
  }
  // Some clients ask for the service again before each attempt; it is granted each time.
  if (!started()) state_ = ExpectRequest{};
  out_.send(wire::encode(ServiceAccept{.service = message->service}));
  return {};
}

Result<void> ServerAuthentication::login_requested(Bytes payload) {
  if (!started()) return std::unexpected(misbehaved("login before the service was requested"));
  const auto message = decode_message<UserauthRequest>(payload);
  if (!message) return std::unexpected(message.error());
  if (const auto counted = count_request(); !counted) return counted;

  if (message->user.size() > options_.limits.name_length) {
    return std::unexpected(
        Failure{Fault::refused, DisconnectReason::illegal_user_name, "user name too long"});
  }
  // RFC 4252 section 5: a service that does not exist must never be logged in to.
  if (message->service != connection_service) {
    return std::unexpected(Failure{Fault::refused, DisconnectReason::service_not_available,
                                   "only ssh-connection is available here"});
  }
  // RFC 4252 section 5.1 and RFC 4256 section 3.1: a new request abandons the dialogue of an older one,
  // without an answer. It also flushes all that was known for another user, as section 5 demands.
  state_ = ExpectRequest{};
  show_banner();

  struct Row {
    std::string_view name;
    Result<void> (ServerAuthentication::*handle)(const UserauthRequest&);
  };
  static constexpr Row rows[] = {
      {"password", &ServerAuthentication::password},
      {"keyboard-interactive", &ServerAuthentication::interactive},
      {"publickey", &ServerAuthentication::public_key},
  };
  const auto row = std::ranges::find(rows, message->method, &Row::name);
  // "none" and whatever is not offered: nothing was tried, so nothing has failed, and the answer is the list.
  if (row == std::end(rows) || !offers(message->method)) return send_failure();
  return (this->*row->handle)(*message);
}

Result<void> ServerAuthentication::password(const UserauthRequest& request) {
  bool change = false;
  Bytes password;
  wire::Reader in{request.method_data.bytes};
  in.read(change);
  in.read(password);
  if (Bytes fresh; change) in.read(fresh);
  if (const auto error = in.finish(); error != wire::WireError::none) {
    return std::unexpected(malformed("password request", error));
  }
  // RFC 4252 section 8: this failure says that the password was not changed. A longer password than any real
  // one would only buy the peer time on our processor.
  if (change || password.size() > options_.limits.password_length) return failed_attempt();
  question(request.user, Password{}, PasswordAttempt{Secret{as_text(password)}});
  return {};
}

Result<void> ServerAuthentication::interactive(const UserauthRequest& request) {
  std::string_view language, submethods;  // RFC 4256 section 3.1: both may be ignored
  wire::Reader in{request.method_data.bytes};
  in.read(language);
  in.read(submethods);
  if (const auto error = in.finish(); error != wire::WireError::none) {
    return std::unexpected(malformed("keyboard-interactive request", error));
  }
  question(request.user, Interactive{}, InteractiveStart{});
  return {};
}

Result<void> ServerAuthentication::answers(Bytes payload) {
  const auto* expected = std::get_if<ExpectAnswers>(&state_);
  if (expected == nullptr) return std::unexpected(misbehaved("answers to prompts that nobody sent"));
  const auto message = decode_message<UserauthInfoResponse>(payload);
  if (!message) return std::unexpected(message.error());

  std::vector<Secret> answers;
  bool too_long = false;
  wire::Reader in{message->responses.bytes};
  for (std::uint32_t i = 0; i < message->count && in.error() == wire::WireError::none; ++i) {
    const Bytes answer = in.string();
    too_long = too_long || answer.size() > options_.limits.password_length;
    answers.emplace_back(as_text(answer));
  }
  if (const auto error = in.finish(); error != wire::WireError::none) {
    return std::unexpected(malformed(UserauthInfoResponse::name, error));
  }
  const ExpectAnswers dialogue = *expected;
  state_ = ExpectRequest{};
  // RFC 4256 section 3.4: another number of answers than of prompts must fail.
  if (answers.size() != dialogue.count || too_long) return failed_attempt();
  question(dialogue.user, Interactive{}, InteractiveAnswers{std::move(answers)});
  return {};
}

Result<void> ServerAuthentication::public_key(const UserauthRequest& request) {
  bool has_signature = false;
  std::string_view algorithm;
  Bytes blob, signature;
  wire::Reader in{request.method_data.bytes};
  in.read(has_signature);
  in.read(algorithm);
  in.read(blob);
  if (has_signature) in.read(signature);
  if (const auto error = in.finish(); error != wire::WireError::none) {
    return std::unexpected(malformed("publickey request", error));
  }
  if (has_signature) return key_proof(request, algorithm, blob, signature);
  return key_query(request, algorithm, blob);
}

Result<void> ServerAuthentication::key_query(const UserauthRequest& request, std::string_view algorithm,
                                             Bytes blob) {
  const SignatureRow* row = accepted_row(algorithm);
  if (row == nullptr || !proven_key(*row, blob)) return send_failure();
  ByteVector copy{blob.begin(), blob.end()};
  question(request.user, KeyQuery{std::string{algorithm}, copy}, PublicKeyQuery{copy});
  return {};
}

Result<void> ServerAuthentication::key_proof(const UserauthRequest& request, std::string_view algorithm,
                                             Bytes blob, Bytes signature) {
  const SignatureRow* row = accepted_row(algorithm);
  const auto key = row == nullptr ? std::nullopt : proven_key(*row, blob);
  if (!key) return failed_attempt();
  const auto text = signed_login(options_.session_id, {request.user, algorithm, blob});
  const auto use = verify_use(*key, *row, text, signature);
  if (!use) return failed_attempt();
  question(request.user, KeyProof{}, PublicKeyProof{ByteVector{blob.begin(), blob.end()}, *use});
  return {};
}

/// The algorithm is compared with the list before any key material is parsed.
const SignatureRow* ServerAuthentication::accepted_row(std::string_view algorithm) const {
  const auto& accepted = options_.public_key_algorithms;
  const bool listed = std::ranges::find(accepted, algorithm) != accepted.end();
  return listed ? find_key_algorithm(algorithm) : nullptr;
}

Result<void> ServerAuthentication::decide(const Decision& decision) {
  if (!deciding()) throw std::logic_error("a decision that nobody asked for");
  const Deciding question = std::get<Deciding>(std::exchange(state_, ExpectRequest{}));
  return std::visit(Overloaded{
                        [&](const Accept&) { return accepted(question); },
                        [&](const Reject&) { return rejected(question); },
                        [&](const Ask& prompts) { return ask(question, prompts); },
                    },
                    decision);
}

Result<void> ServerAuthentication::accepted(const Deciding& question) {
  // A query asks about a key; only a proof says whose it is.
  if (const auto* query = std::get_if<KeyQuery>(&question.about)) {
    out_.send(wire::encode(UserauthPublicKeyOk{.algorithm = query->algorithm, .blob = query->blob}));
    return {};
  }
  const std::string_view method = std::visit(
      Overloaded{[](const Password&) { return "password"; },
                 [](const Interactive&) { return "keyboard-interactive"; },
                 [](const KeyQuery&) { return "publickey"; }, [](const KeyProof&) { return "publickey"; }},
      question.about);
  state_ = Succeeded{};
  out_.send(wire::encode(UserauthSuccess{}));
  events_.push(LoggedIn{.user = question.user, .method = std::string{method}});
  return {};
}

Result<void> ServerAuthentication::rejected(const Deciding& question) {
  if (std::holds_alternative<KeyQuery>(question.about)) return send_failure();
  return failed_attempt();
}

Result<void> ServerAuthentication::ask(const Deciding& question, const Ask& ask) {
  if (!std::holds_alternative<Interactive>(question.about))
    throw std::logic_error("prompts outside a dialogue");
  ByteVector prompts;
  wire::Writer out{prompts};
  for (const Ask::Prompt& prompt : ask.prompts) {
    // RFC 4256 section 3.2: a prompt must not be empty, and its text may come from an AAA server.
    out.write(prompt.text.empty() ? std::string_view{": "} : std::string_view{prompt.text});
    out.write(prompt.echo);
  }
  UserauthInfoRequest message;
  message.count = static_cast<std::uint32_t>(ask.prompts.size());
  message.prompts.bytes = prompts;
  out_.send(wire::encode(message));
  state_ = ExpectAnswers{.user = question.user, .count = ask.prompts.size()};
  return {};
}

void ServerAuthentication::question(std::string_view user, decltype(Deciding::about) about, Attempt attempt) {
  std::string name{user};
  events_.push(DecisionNeeded{.user = name, .attempt = std::move(attempt)});
  state_ = Deciding{.user = std::move(name), .about = std::move(about)};
}

Result<void> ServerAuthentication::count_request() {
  if (++requests_ <= options_.limits.authentication_requests) return {};
  return std::unexpected(too_many("Too many authentication requests"));
}

Result<void> ServerAuthentication::failed_attempt() {
  if (++failures_ >= options_.attempts) return std::unexpected(too_many("Too many authentication failures"));
  return send_failure();
}

Result<void> ServerAuthentication::send_failure() {
  const std::string methods = joined(options_.methods);
  out_.send(wire::encode(UserauthFailure{.methods = {methods}, .partial_success = false}));
  return {};
}

/// RFC 4252 section 5.4: any time before success; real clients show it best before the first answer.
void ServerAuthentication::show_banner() {
  if (banner_shown_ || options_.banner.empty()) return;
  banner_shown_ = true;
  out_.send(wire::encode(UserauthBanner{.message = options_.banner, .language = {}}));
}

bool ServerAuthentication::offers(std::string_view method) const {
  return std::ranges::find(options_.methods, method) != options_.methods.end();
}

}  // namespace ferry::ssh
