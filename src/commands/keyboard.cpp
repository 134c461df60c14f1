#include "commands/keyboard.h"

#include <utility>

namespace ferry::commands {
namespace {

constexpr std::size_t read_size = 16384;
constexpr std::string_view interrupt_keys = "\x03\x1e";  // Ctrl-C, Ctrl-^

}  // namespace

void Keyboard::start() {
  loop_.spawn(read_flow(shared_from_this()));
}

void Keyboard::stop() {
  stopped_ = true;
  room_.notify();
}

void Keyboard::take(std::size_t bytes) {
  const bool was_full = waiting_.size() >= most_waiting;
  waiting_.erase(0, bytes);
  if (was_full && waiting_.size() < most_waiting) room_.notify();
}

net::Task<bool> Keyboard::wait_until(TimePoint deadline) {
  co_return co_await arrival_.wait_until(deadline);
}

net::Task<void> Keyboard::interruption(Ends ends) {
  while (!interrupted_ && !(ended_ && ends == Ends::counted)) co_await interruption_.wait();
}

void Keyboard::watch(Interrupts interrupts) {
  interrupts_ = interrupts;
  interrupted_ = false;
  look_for_interrupts();
}

net::Task<void> Keyboard::read_flow(std::shared_ptr<Keyboard> self) {
  while (!self->stopped_) {
    if (self->waiting_.size() >= most_waiting) {
      co_await self->room_.wait();
      continue;
    }
    const auto pieces = co_await self->stream_->read(read_size);
    if (!pieces || pieces->empty()) break;
    for (const Bytes piece : *pieces) self->keep(as_text(piece));
  }
  self->ended_ = true;
  self->interruption_.notify();
  self->arrival_.notify();
}

// CR LF and CR NUL are one CR, wherever they are cut; a lone NUL is nothing (RFC 854; tools send it to see
// whether anybody is there).
void Keyboard::keep(std::string_view text) {
  for (const char character : text) {
    const bool second_half = std::exchange(after_return_, character == '\r') && character == '\n';
    if (character != '\0' && !second_half) waiting_ += character;
  }
  look_for_interrupts();
  arrival_.notify();
}

void Keyboard::look_for_interrupts() {
  if (interrupts_ == Interrupts::none) return;
  const std::size_t last = waiting_.find_last_of(interrupt_keys);
  if (last == std::string::npos) return;
  interrupted_ = true;
  interruption_.notify();
  take(last + 1);
}

}  // namespace ferry::commands
