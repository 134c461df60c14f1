#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace ferry::commands {

/// Keeps others from beginning to configure while the whole configuration is replaced. Safe to use from any
/// thread.
class ConfigurationLock {
 public:
  struct Holder {
    std::string user;
    unsigned line = 0;  // over all lines
  };

  /// Holds the lock for as long as it lives.
  class Hold {
   public:
    explicit Hold(ConfigurationLock& lock) : lock_(&lock) {}
    Hold(Hold&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold() {
      if (lock_ != nullptr) lock_->release();
    }

   private:
    ConfigurationLock* lock_;
  };

  /// Nothing if somebody has it.
  [[nodiscard]] std::optional<Hold> acquire(Holder holder) {
    const std::lock_guard guard{mutex_};
    if (holder_) return std::nullopt;
    holder_ = std::move(holder);
    return Hold{*this};
  }
  [[nodiscard]] std::optional<Holder> holder() const {
    const std::lock_guard guard{mutex_};
    return holder_;
  }

 private:
  void release() {
    const std::lock_guard guard{mutex_};
    holder_.reset();
  }

  mutable std::mutex mutex_;
  std::optional<Holder> holder_;
};

}  // namespace ferry::commands
