// rooms: ssh wire base
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <map>

#include "ssh/connection/channels.h"

namespace {

using namespace ferry;
using namespace ferry::ssh;

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr ConnectionLimits limits{
    .channels = 4, .windows = 20000, .smallest_window = 500, .unanswered_requests = 4};

/// Adds up what is sent.
class Counter final : public PacketSender {
 public:
  std::size_t packets = 0;
  std::map<std::uint32_t, std::uint64_t> data;  // by recipient
  bool ready = true;

  void send(Bytes payload) override {
    ++packets;
    require(!payload.empty());
    if (const auto message = wire::decode<ChannelDataMessage>(payload)) {
      data[std::to_underlying(message->recipient)] += message->data.size();
    }
  }
  void send_batch(std::uint32_t recipient, std::unique_ptr<DataBatch> batch) override {
    require(ready && batch->filled() <= batch->capacity());
    ++packets;
    data[recipient] += batch->filled();
  }
  void unimplemented(std::uint32_t /*sequence*/) override { ++packets; }
  [[nodiscard]] bool ready_for_data() const override { return ready; }
  [[nodiscard]] std::size_t output_size() const override { return 0; }
};

/// A peer that sends what the input says and a program that does what it says, on the same few channels.
class Run {
 public:
  Run(Role role, Bytes input) : left_(input), channels_(options(role), out_, events_) {}

  void all() {
    while (!left_.empty()) {
      const Byte choice = byte();
      if (choice < 128) {
        if (!receive(packet())) return;
      } else {
        act(choice);
      }
      check();
    }
  }

 private:
  static ChannelsOptions options(Role role) {
    return {.role = role, .window = 5000, .max_packet = 1000, .limits = limits};
  }

  Byte byte() {
    if (left_.empty()) return 0;
    const Byte value = left_[0];
    left_ = left_.subspan(1);
    return value;
  }
  Bytes packet() {
    const Bytes taken = left_.first(std::min<std::size_t>(byte(), left_.size()));
    left_ = left_.subspan(taken.size());
    return taken;
  }

  bool receive(Bytes packet) {
    auto block = std::make_shared<Block>(packet.size());
    std::ranges::copy(packet, block->bytes.get());
    const std::size_t sent = out_.packets;
    const Bytes payload{block->bytes.get(), packet.size()};
    const bool fine = channels_.received({.payload = payload, .sequence = 0, .block = block}).has_value();
    require(out_.packets <= sent + 1);
    while (auto event = events_.pop()) note(*event);
    return fine;
  }

  void note(const Event& event) {
    if (const auto* opened = std::get_if<ChannelOpened>(&event)) held_[opened->channel] = 0;
    if (const auto* closed = std::get_if<ChannelClosed>(&event)) require(held_.erase(closed->channel) == 1);
    if (const auto* data = std::get_if<ChannelData>(&event)) {
      require(held_.contains(data->channel) && data->block != nullptr);
      require(data->data.size() <= 1000 && !data->data.empty());
      held_.at(data->channel) += data->data.size();
    }
    if (const auto* request = std::get_if<ChannelRequested>(&event);
        request != nullptr && request->wants_reply) {
      owed_.push_back(request->channel);
    }
  }

  void act(Byte choice) {
    const ChannelId channel{static_cast<std::uint32_t>(choice % 8)};
    switch (choice >> 3 & 15) {
      case 0:
        channels_.close(channel);
        break;
      case 1:
        channels_.send_eof(channel);
        break;
      case 2:
        send(channel, byte() * std::size_t{40});
        break;
      case 3:
        consume(channel, byte() * std::size_t{8});
        break;
      case 4:
        channels_.request(channel, ExitStatus{1}, choice % 2 == 0);
        break;
      case 5:
        channels_.send_keepalive();
        break;
      case 6:
        if (channels_.size() < 16) channels_.open_session();
        break;
      case 7:
        out_.ready = !out_.ready;
        break;
      case 8:
        channels_.keys_changed();
        break;
      default:
        answer(choice % 2 == 0);
        break;
    }
  }

  void send(ChannelId channel, std::size_t size) {
    const ByteVector data(size, 'x');
    const std::size_t writable = channels_.writable(channel);
    require(channels_.send_data(channel, data, false) == std::min(size, writable));
  }
  void consume(ChannelId channel, std::size_t size) {
    const auto found = held_.find(channel);
    if (found == held_.end()) return;
    const std::size_t taken = std::min(size, found->second);
    found->second -= taken;
    channels_.consumed(channel, taken);
  }
  void answer(bool success) {
    if (owed_.empty()) return;
    channels_.reply(owed_.front(), success);
    owed_.pop_front();
  }

  void check() const {
    require(channels_.size() <= 16);
    // No program ever holds more than a window.
    for (const auto& [channel, size] : held_) require(size <= 5000);
  }

  Bytes left_;
  Counter out_;
  EventQueue events_;
  Channels channels_;
  std::map<ChannelId, std::size_t> held_;
  std::deque<ChannelId> owed_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Run{data[0] % 2 == 0 ? Role::server : Role::client, Bytes{data + 1, size - 1}}.all();
  return 0;
}
