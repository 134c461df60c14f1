#include "transfer/places.h"

#include <utility>

namespace ferry::transfer {

void Places::serve(Scheme scheme, std::shared_ptr<Remotes> remotes) {
  openers_[scheme] = std::move(remotes);
}

net::Task<Result<std::unique_ptr<Source>>> Places::open_source(Url url, Correspondent& correspondent) {
  const auto found = openers_.find(url.scheme);
  if (found == openers_.end()) co_return failure(ErrorCode::unsupported);
  co_return co_await found->second->open_source(std::move(url), correspondent);
}

net::Task<Result<std::unique_ptr<Target>>> Places::open_target(Url url, std::optional<std::uint64_t> size,
                                                               Correspondent& correspondent) {
  const auto found = openers_.find(url.scheme);
  if (found == openers_.end()) co_return failure(ErrorCode::unsupported);
  co_return co_await found->second->open_target(std::move(url), size, correspondent);
}

}  // namespace ferry::transfer
