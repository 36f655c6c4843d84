// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/parallel/in_process.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace parallel::detail {

NEXTCLICK_INLINE const std::vector<std::vector<std::byte>>& rank_exchange::gather(std::size_t rank, std::size_t call,
                                                                                  std::span<const std::byte> own) {
    std::unique_lock lock(mutex_);
    if (!failure_.empty()) throw rank_error(failure_);
    auto& place = bytes_[call % 2];
    lock.unlock();
    place[rank].assign(own.begin(), own.end());  // the rank's own buffer, which no other rank reads during this call
    lock.lock();
    if (++arrived_ == ranks()) {
        arrived_ = 0;
        ++done_;
        all_arrived_.notify_all();
    }
    all_arrived_.wait(lock, [&] { return done_ > call || !failure_.empty(); });
    if (done_ <= call) throw rank_error(failure_);
    return place;
}

NEXTCLICK_INLINE void rank_exchange::end(std::size_t rank, const char* what, const char* why) noexcept {
    const std::lock_guard lock(mutex_);
    try {
        if (failure_.empty()) failure_ = "rank " + std::to_string(rank) + " of " + std::to_string(ranks()) + what + why;
    } catch (...) {
        failure_.assign(1, '?');  // if there is no memory for the reason
    }
    all_arrived_.notify_all();
}

NEXTCLICK_INLINE std::span<const std::span<const std::byte>> thread_rank::gather(std::span<const std::byte> own) {
    const auto& bytes = all_->gather(rank_, calls_++, own);
    for (std::size_t r = 0; r < bytes.size(); ++r) views_[r] = bytes[r];
    return views_;
}

}  // namespace parallel::detail

NEXTCLICK_END_NAMESPACE
