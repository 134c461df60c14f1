#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/byte_stream.h"
#include "net/notifier.h"

namespace ferry::commands {

/// What a typist has typed and nobody has read yet. A flow of its own reads all the time, so that Ctrl-C is
/// seen while a command runs and a terminal that goes away is noticed. Belongs to one loop.
class Keyboard : public std::enable_shared_from_this<Keyboard> {
 public:
  /// What is typed ahead beyond this waits at the sender.
  static constexpr std::size_t most_waiting = 65536;

  enum class Interrupts : std::uint8_t { none, control_c };

  Keyboard(net::EventLoop& loop, std::shared_ptr<net::ByteStream> stream)
      : stream_(std::move(stream)), loop_(loop), arrival_(loop), room_(loop), interruption_(loop) {}

  /// Starts to read. Belongs to a shared_ptr.
  void start();
  /// Nobody types for us any more: the reading ends with the stream, at the latest.
  void stop();

  /// Not read yet, in the order of typing. A line ends in CR or LF, never in both.
  [[nodiscard]] std::string_view waiting() const { return waiting_; }
  void take(std::size_t bytes);
  /// The typist is gone; what is waiting can still be read.
  [[nodiscard]] bool ended() const { return ended_; }

  /// Until something was typed, the typist is gone, `wake` was called, or it is `deadline`; false if it is.
  net::Task<bool> wait_until(TimePoint deadline);
  void wake() { arrival_.notify(); }

  enum class Ends : std::uint8_t { ignored, counted };
  /// Until keys have interrupted, or nothing more can be typed, if that counts. For one waiting flow.
  net::Task<void> interruption(Ends ends);

  /// From here on Ctrl-C and Ctrl-^ interrupt: they are taken out, with what was typed before them.
  void watch(Interrupts interrupts);
  [[nodiscard]] bool watches() const { return interrupts_ != Interrupts::none; }
  [[nodiscard]] bool interrupted() const { return interrupted_; }

 private:
  static net::Task<void> read_flow(std::shared_ptr<Keyboard> self);
  void keep(std::string_view text);
  void look_for_interrupts();

  std::shared_ptr<net::ByteStream> stream_;
  net::EventLoop& loop_;
  net::Notifier arrival_, room_, interruption_;
  std::string waiting_;
  Interrupts interrupts_ = Interrupts::none;
  bool interrupted_ = false;
  bool after_return_ = false;
  bool ended_ = false;
  bool stopped_ = false;
};

}  // namespace ferry::commands
