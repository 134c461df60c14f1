#include "workstation/copy_program.h"

#include <signal.h>

#include <cstdlib>
#include <thread>

#include "crypto/random.h"
#include "net/notifier.h"
#include "transfer/curl_places.h"
#include "workstation/copy_engine.h"

namespace ferry::workstation {
namespace {

/// Disk, keys and a person who is asked: one each at a time.
constexpr std::size_t offload_threads = 3;
/// How often progress is drawn: often enough to look alive.
constexpr auto redraw_interval = std::chrono::milliseconds{200};
/// What Ctrl-C leaves for ending in order.
constexpr auto grace = std::chrono::milliseconds{800};

/// The signals that end a copy, blocked in every thread so that `wait` gets them.
class EndSignals {
 public:
  EndSignals() {
    ::sigemptyset(&set_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) ::sigaddset(&set_, signal);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
  }
  /// Which one came. SIGUSR1 is our own: the program is over.
  [[nodiscard]] int wait() const {
    int received = 0;
    ::sigwait(&set_, &received);
    return received;
  }

 private:
  ::sigset_t set_{};
};

class CopyProgram {
 public:
  explicit CopyProgram(const CopyOptions& options)
      : options_(options),
        run_{.options = options_,
             .surroundings = {loop(), dialer_, resolver_, offload_, clock_, random_, terminal_,
                              options.is_quiet, options.is_verbose},
             .meter = meter_,
             .web = web_} {}

  int run() {
    loop().spawn(copy_flow());
    if (shows_progress()) loop().spawn(progress_flow());
    std::jthread listener{[this] { listen(); }};
    loop().run();
    ::pthread_kill(listener.native_handle(), SIGUSR1);
    listener.join();
    take_down();
    if (signal_ == 0) return run_.failed ? copy_failed : copy_done;
    if (options_.resume) terminal_.say("ferry: interrupted; the same command goes on from there");
    if (!options_.resume) terminal_.say("ferry: interrupted");
    // A name server that does not answer must not keep a person waiting who has pressed Ctrl-C.
    std::_Exit(signal_ == SIGINT ? copy_interrupted : 128 + signal_);
  }

 private:
  net::EventLoop& loop() { return *loop_; }
  [[nodiscard]] bool shows_progress() const { return !options_.is_quiet && Terminal::shows_progress(); }

  net::Task<void> copy_flow() {
    CopyEngine engine{run_};
    engine_ = &engine;
    co_await engine.copy_all();
    engine_ = nullptr;
    loop().stop();
  }

  net::Task<void> progress_flow() {
    for (;;) {
      co_await net::sleep_until(clock_.now() + redraw_interval);
      draw();
    }
  }

  void draw() {
    // The last column stays free, because some terminals go to the next line there.
    const std::size_t columns = Terminal::columns() - 1;
    for (const CopyState& state : meter_.take_finished())
      terminal_.keep_progress(progress_line(state, columns));
    const auto state = meter_.current();
    if (state) terminal_.show_progress(progress_line(*state, columns));
  }

  /// On a thread of its own.
  void listen() {
    const int received = signals_.wait();
    if (received == SIGUSR1) return;
    signal_ = received;
    terminal_.interrupt();
    loop().post([this] {
      if (engine_ != nullptr) engine_->interrupt();
      loop().spawn(stop_later());
    });
    // A second one need not be waited for: the first one ends everything soon.
  }

  net::Task<void> stop_later() {
    co_await net::sleep_until(clock_.now() + grace);
    loop().stop();
  }

  /// What flows are left end here, and remove what they had begun.
  void take_down() {
    if (shows_progress()) {
      if (signal_ == 0) draw();
      terminal_.clear_progress();
    }
    web_.stop();
    offload_.finish();
    loop_.reset();
  }

  const CopyOptions& options_;
  EndSignals signals_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  Terminal terminal_;
  Meter meter_{clock_};
  net::SystemResolver resolver_{clock_};
  net::Offload offload_{offload_threads};
  transfer::CurlPlaces web_{resolver_, settings_for};
  std::unique_ptr<net::EventLoop> loop_ = std::make_unique<net::EventLoop>();
  net::SocketDialer dialer_{*loop_};
  CopyRun run_;
  CopyEngine* engine_ = nullptr;  // while it is copying
  std::atomic<int> signal_ = 0;

  static net::Task<Result<transfer::CurlSettings>> settings_for(transfer::Scheme) {
    co_return transfer::CurlSettings{};
  }
};

}  // namespace

int run_copy(const CopyOptions& options) {
  CopyProgram program{options};
  return program.run();
}

}  // namespace ferry::workstation
