// rooms: ssh wire base
#include <algorithm>
#include <cstdlib>

#include "ssh/auth/client_authentication.h"
#include "ssh/auth/server_authentication.h"

namespace {

using namespace ferry;
using namespace ferry::ssh;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Counts what is sent.
class Counter final : public PacketSender {
 public:
  std::size_t packets = 0;
  void send(Bytes payload) override { packets += payload.empty() ? 0 : 1; }
  void send_batch(std::uint32_t /*recipient*/, std::unique_ptr<DataBatch> /*batch*/) override {
    std::abort();
  }
  void unimplemented(std::uint32_t /*sequence*/) override { ++packets; }
  [[nodiscard]] bool ready_for_data() const override { return true; }
  [[nodiscard]] std::size_t output_size() const override { return 0; }
};

/// A byte of instruction, a length byte and as many bytes of packet; again and again.
struct Input {
  Bytes left;

  Byte byte() {
    if (left.empty()) return 0;
    const Byte value = left[0];
    left = left.subspan(1);
    return value;
  }
  Bytes packet() {
    const Bytes taken = left.first(std::min<std::size_t>(byte(), left.size()));
    left = left.subspan(taken.size());
    return taken;
  }
};

/// What would be decided, and that nobody is logged in without an Accept of something that proves.
Decision decide(const DecisionNeeded& question, Byte choice, bool& may_succeed) {
  const bool interactive = std::holds_alternative<InteractiveStart>(question.attempt) ||
                           std::holds_alternative<InteractiveAnswers>(question.attempt);
  require(question.user.size() <= ConnectionLimits{}.name_length);
  if (choice % 3 == 0) {
    may_succeed = !std::holds_alternative<PublicKeyQuery>(question.attempt);
    return Accept{};
  }
  if (choice % 3 == 1 && interactive)
    return Ask{std::vector<Ask::Prompt>(choice % 4, {.text = "? ", .echo = false})};
  return Reject{};
}

void serve(Input input) {
  Counter out;
  EventQueue events;
  ServerAuthentication login{{.session_id = ByteVector(32, 1)}, out, events};
  std::size_t packets = 0;
  bool may_succeed = false;
  while (!input.left.empty() && !login.succeeded()) {
    const Byte choice = input.byte();
    ++packets;
    if (!login.received(input.packet(), 0)) break;
    while (login.deciding()) {
      const auto event = events.pop();
      require(event && std::holds_alternative<DecisionNeeded>(*event));
      if (!login.decide(decide(std::get<DecisionNeeded>(*event), choice, may_succeed))) return;
    }
  }
  require(!login.succeeded() || may_succeed);
  require(packets <= ConnectionLimits{}.authentication_messages + 1);
  require(out.packets <= packets);
}

void log_in(Input input) {
  Counter out;
  EventQueue events;
  ClientAuthentication login{out, events};
  bool may_try = false;
  while (!input.left.empty()) {
    const Byte choice = input.byte();
    if (may_try) {
      may_try = false;
      if (choice % 3 == 0) login.try_none("user");
      if (choice % 3 == 1) login.try_password("user", Secret{std::string_view{"secret"}});
      if (choice % 3 == 2) login.try_interactive("user");
    }
    const std::size_t sent = out.packets;
    if (!login.received(input.packet(), 0)) return;
    require(out.packets <= sent + 1);
    while (auto event = events.pop()) {
      if (std::holds_alternative<CredentialsNeeded>(*event)) may_try = true;
      if (const auto* prompts = std::get_if<InteractivePrompts>(&*event)) {
        login.answer_prompts(std::vector<Secret>(prompts->prompts.size()));
      }
    }
    if (login.succeeded()) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input{{data, size}};
  input.byte() % 2 == 0 ? serve(input) : log_in(input);
  return 0;
}
