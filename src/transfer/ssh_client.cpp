#include "transfer/ssh_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "ssh/connection/host_key_proof.h"
#include "transfer/ssh_connection.h"
#include "transfer/ssh_login_flow.h"

namespace ferry::transfer {
namespace {

/// The offer: certificates first where an authority is known for the server and not at all elsewhere, then
/// the algorithms of the keys that are known for it.
ssh::AlgorithmLists offer(ssh::AlgorithmLists lists, const std::vector<ssh::KeyType>& known,
                          bool has_authority) {
  std::vector<std::string> certified, first, rest;
  for (std::string& name : lists.host_key) {
    const auto* row = ssh::find_host_key_algorithm(name);
    const bool is_known = row != nullptr && std::ranges::find(known, row->key_type) != known.end();
    const bool is_certified = row != nullptr && row->certificate;
    (is_certified ? certified : is_known ? first : rest).push_back(std::move(name));
  }
  if (has_authority || (first.empty() && rest.empty()))
    first.insert(first.begin(), certified.begin(), certified.end());
  std::ranges::move(rest, std::back_inserter(first));
  lists.host_key = std::move(first);
  return lists;
}

/// What `Dialer` says about an address, in the words for a typist.
Error unreachable(const Error& error) {
  if (error.message.ends_with("no answer in time")) return {ErrorCode::timed_out, "Timed out"};
  const auto colon = error.message.rfind(": ");
  return {ErrorCode::io, colon == std::string::npos ? error.message : error.message.substr(colon + 2)};
}

net::Task<Result<std::unique_ptr<net::Link>>> reach(const SshEnvironment& environment,
                                                    const SshOptions& options) {
  Error last{ErrorCode::io, "No address"};
  for (const net::Address& address : options.addresses) {
    const TimePoint deadline = environment.clock.now() + options.limits.connect;
    auto link = co_await environment.dialer.connect(address, deadline);
    if (link) co_return std::move(*link);
    last = unreachable(link.error());
  }
  co_return std::unexpected(std::move(last));
}

}  // namespace

RemoteProgram::RemoteProgram(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {}
RemoteProgram::~RemoteProgram() = default;

net::ByteStream& RemoteProgram::stream() {
  return channel_->stream();
}
std::vector<std::string> RemoteProgram::take_error_lines() {
  return channel_->take_error_lines();
}
void RemoteProgram::end_input() {
  channel_->end_input();
}
net::Task<Result<ProgramEnd>> RemoteProgram::wait(Duration limit) {
  return channel_->wait(limit);
}

net::Task<Result<std::unique_ptr<SshClient>>> SshClient::connect(SshEnvironment environment,
                                                                 SshOptions options, HostKeyJudge& judge,
                                                                 Credentials& credentials) {
  auto link = co_await reach(environment, options);
  if (!link) co_return std::unexpected(std::move(link.error()));
  const auto connection = std::make_shared<SshConnection>(environment, options.limits);
  // From here on it ends with this flow, wherever that stops.
  std::unique_ptr<SshClient> client{new SshClient{connection}};
  connection->start(std::move(*link),
                    offer(std::move(options.algorithms), judge.known_types(options.server),
                          judge.has_authority(options.server)),
                    options.window);
  SshLogin login{*connection,
                 {.server = std::move(options.server),
                  .user = std::move(options.user),
                  .methods = std::move(options.methods),
                  .signatures = std::move(options.signatures)},
                 judge,
                 credentials};
  auto done = co_await login.run();
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return client;
}

SshClient::SshClient(std::shared_ptr<SshConnection> connection) : connection_(std::move(connection)) {}

SshClient::~SshClient() {
  close();
}

void SshClient::close() {
  connection_->disconnect(ssh::DisconnectReason::by_application, "done");
}

const ssh::NegotiatedAlgorithms& SshClient::negotiated() const {
  return connection_->ssh().transport().negotiated();
}

std::string SshClient::peer_identification() const {
  return std::string{connection_->ssh().transport().peer_identification()};
}

std::string SshClient::why_lost() const {
  return connection_->lost() ? connection_->lost()->message : std::string{};
}

std::vector<ByteVector> SshClient::announced_host_keys() const {
  return connection_->announced_host_keys();
}

net::Task<Result<bool>> SshClient::proves_host_keys(std::vector<ByteVector> keys, Duration limit) {
  if (connection_->lost()) co_return std::unexpected(*connection_->lost());
  const TimePoint deadline = connection_->clock().now() + limit;
  connection_->ssh().ask_for_host_key_proofs(keys);
  connection_->pump().flush();
  for (;;) {
    const auto event = co_await connection_->next(deadline);
    if (!event) co_return std::unexpected(event.error());
    const auto* const proofs = std::get_if<ssh::HostKeyProofs>(&*event);
    if (proofs == nullptr) continue;
    const Bytes session_id = connection_->ssh().transport().session_id();
    const auto verify = [&] { return proofs->reply && ssh::proves_all(*proofs->reply, keys, session_id); };
    co_return co_await connection_->offload().run(verify);
  }
}

net::Task<Result<std::unique_ptr<RemoteProgram>>> SshClient::exec(std::string command) {
  return start(ssh::ExecRequest{std::move(command)}, "the server runs no commands");
}

net::Task<Result<std::unique_ptr<RemoteProgram>>> SshClient::subsystem(std::string name) {
  std::string refusal = fmt::format("the server has no {}", name);
  return start(ssh::SubsystemRequest{std::move(name)}, std::move(refusal));
}

net::Task<Result<std::unique_ptr<RemoteProgram>>> SshClient::start(ssh::RequestKind request,
                                                                   std::string refusal) {
  if (connection_->lost()) co_return std::unexpected(*connection_->lost());
  const TimePoint deadline = connection_->clock().now() + connection_->limits().negotiation;
  const ssh::ChannelId id = connection_->ssh().open_session();
  connection_->pump().flush();
  const auto opened = co_await connection_->next_of(id, deadline);
  if (!opened) co_return std::unexpected(opened.error());
  if (const auto* refused = std::get_if<ssh::ChannelRefused>(&*opened)) {
    co_return failure(ErrorCode::unsupported,
                      "no channel: " + refused->message.substr(0, longest_explanation));
  }
  const auto stream = connection_->pump().stream(id);
  if (stream == nullptr) co_return failure(ErrorCode::closed);
  auto channel = std::make_shared<RemoteProgram::Channel>(connection_, id, stream);
  std::unique_ptr<RemoteProgram> program{new RemoteProgram{std::move(channel)}};
  connection_->ssh().request(id, request, true);
  connection_->pump().flush();
  const auto answer = co_await connection_->next_of(id, deadline);
  if (!answer) co_return std::unexpected(answer.error());
  const auto* answered = std::get_if<ssh::RequestAnswered>(&*answer);
  if (answered == nullptr || !answered->success)
    co_return failure(ErrorCode::unsupported, std::move(refusal));
  co_return program;
}

}  // namespace ferry::transfer
