#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/notifier.h"
#include "transfer/remote.h"

namespace ferry::testing {

/// Other machines in memory: files by their URL without who and password, and what goes wrong with them.
class MemoryRemotes final : public transfer::Remotes {
 public:
  /// How one place behaves.
  struct Behaviour {
    std::optional<Error> opening = std::nullopt;
    std::optional<Error> moving = std::nullopt;     // after half of it
    std::optional<Error> finishing = std::nullopt;  // at the end of an upload
    std::string says = {};                          // told when it is opened
    bool asks_password = false;
    bool hangs = false;  // never opens
    bool hides_size = false;
  };

  std::map<std::string, std::string> files;
  std::map<std::string, Behaviour> behaviours;
  /// Each opening: user, password, URL, size announced.
  std::vector<std::string> opened;
  /// Ends that were destroyed before they were done.
  int abandoned = 0;

  net::Task<Result<std::unique_ptr<transfer::Source>>> open_source(
      transfer::Url url, transfer::Correspondent& correspondent) override {
    const std::string name = key(url);
    const Behaviour behaviour = behaviours[name];
    auto failed = co_await meet(behaviour, url, "", correspondent);
    if (failed) co_return std::unexpected(std::move(*failed));
    const auto found = files.find(name);
    if (found == files.end()) co_return failure(ErrorCode::not_found);
    co_return std::make_unique<End>(*this, name, found->second, behaviour);
  }

  net::Task<Result<std::unique_ptr<transfer::Target>>> open_target(
      transfer::Url url, std::optional<std::uint64_t> size, transfer::Correspondent& correspondent) override {
    const std::string name = key(url);
    const Behaviour behaviour = behaviours[name];
    const std::string announced = size ? " " + std::to_string(*size) : " ?";
    auto failed = co_await meet(behaviour, url, announced, correspondent);
    if (failed) co_return std::unexpected(std::move(*failed));
    co_return std::make_unique<End>(*this, name, "", behaviour);
  }

 private:
  static std::string key(const transfer::Url& url) {
    transfer::Url place = url.clone();
    place.user.clear();
    return transfer::masked(place);
  }

  net::Task<std::optional<Error>> meet(Behaviour behaviour, const transfer::Url& url, std::string announced,
                                       transfer::Correspondent& correspondent) {
    if (behaviour.hangs) {
      net::Notifier never{net::EventLoop::current()};
      co_await never.wait();
    }
    std::string password = url.password ? std::string{as_text(url.password->reveal())} : "-";
    if (behaviour.asks_password) {
      const auto typed = co_await correspondent.ask("Password: ", false);
      if (!typed) co_return Error{ErrorCode::cancelled, "Aborted"};
      password = as_text(typed->reveal());
    }
    opened.push_back(url.user + "|" + password + "|" + key(url) + announced);
    if (behaviour.opening) co_return behaviour.opening;
    if (!behaviour.says.empty()) co_await correspondent.tell(behaviour.says);
    co_return std::nullopt;
  }

  class End final : public transfer::Source, public transfer::Target {
   public:
    End(MemoryRemotes& all, std::string name, std::string content, Behaviour behaviour)
        : all_(all), name_(std::move(name)), content_(std::move(content)), behaviour_(std::move(behaviour)) {}
    ~End() override {
      if (!done_) ++all_.abandoned;
    }

    [[nodiscard]] std::optional<std::uint64_t> size() const override {
      if (behaviour_.hides_size) return std::nullopt;
      return content_.size();
    }
    net::Task<Result<std::size_t>> read(MutableBytes into) override {
      const std::size_t left = content_.size() - at_;
      if (behaviour_.moving && at_ >= content_.size() / 2) co_return std::unexpected(*behaviour_.moving);
      const std::size_t count = std::min({into.size(), left, behaviour_.moving ? content_.size() / 2 : left});
      std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(at_), count, into.begin());
      at_ += count;
      done_ = count == 0;
      co_return count;
    }
    net::Task<Result<void>> write(Bytes bytes) override {
      if (behaviour_.moving) co_return std::unexpected(*behaviour_.moving);
      content_ += as_text(bytes);
      co_return Result<void>{};
    }
    net::Task<Result<std::string>> finish() override {
      if (behaviour_.finishing) co_return std::unexpected(*behaviour_.finishing);
      all_.files[name_] = content_;
      done_ = true;
      co_return std::string{};
    }
    net::Task<void> abandon() override { co_return; }

   private:
    MemoryRemotes& all_;
    std::string name_;
    std::string content_;
    Behaviour behaviour_;
    std::size_t at_ = 0;
    bool done_ = false;
  };
};

}  // namespace ferry::testing
