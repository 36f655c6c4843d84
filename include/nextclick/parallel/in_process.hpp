// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/parallel/communicator.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace parallel {

namespace detail {
/// The exchange between ranks of one process. The bytes of a rank are copied into one of two buffers in turns, so that a rank that
/// is one call ahead does not overwrite what others still read.
class rank_exchange {
public:
    explicit rank_exchange(std::size_t ranks)
        : bytes_{std::vector<std::vector<std::byte>>(ranks), std::vector<std::vector<std::byte>>(ranks)} {}

    std::size_t ranks() const { return bytes_[0].size(); }

    /// Exchanges the bytes of call number `call` of this rank.
    const std::vector<std::vector<std::byte>>& gather(std::size_t rank, std::size_t call, std::span<const std::byte> own);
    void fail(std::size_t rank, const char* why) noexcept { end(rank, " failed: ", why); }
    /// Marks a rank as finished: later calls of the others throw.
    void leave(std::size_t rank) noexcept { end(rank, " has ended, ", "while other ranks continue"); }

private:
    void end(std::size_t rank, const char* what, const char* why) noexcept;

    std::vector<std::vector<std::byte>> bytes_[2];
    std::mutex mutex_;
    std::condition_variable all_arrived_;
    std::size_t arrived_ = 0, done_ = 0;  ///< ranks in the current call; calls completed by all ranks
    std::string failure_;
};

class thread_rank final : public communicator {
public:
    thread_rank(rank_exchange& all, std::size_t rank) : all_(&all), rank_(rank), views_(all.ranks()) {}
    std::size_t rank() const override { return rank_; }
    std::size_t size() const override { return all_->ranks(); }
    std::span<const std::span<const std::byte>> gather(std::span<const std::byte> own) override;
    void fail(const char* why) noexcept override { all_->fail(rank_, why); }

private:
    rank_exchange* all_;
    std::size_t rank_, calls_ = 0;
    std::vector<std::span<const std::byte>> views_;
};
}  // namespace detail

/// Calls f(communicator&) on `ranks` threads of this process, one per rank: for tests and experiments. If a rank throws, or returns
/// while others still exchange, these throw `rank_error`; the first exception that is not a consequence of another is rethrown here.
template <class F>
void run_ranks(std::size_t ranks, const F& f) {
    detail::rank_exchange all(ranks);
    std::vector<std::exception_ptr> own(ranks), received(ranks);
    const auto run = [&](std::size_t r) {
        detail::thread_rank rank(all, r);
        try {
            f(static_cast<communicator&>(rank));
            all.leave(r);
        } catch (const rank_error& e) {
            rank.fail(e.what());
            received[r] = std::current_exception();
        } catch (const std::exception& e) {
            rank.fail(e.what());
            own[r] = std::current_exception();
        } catch (...) {
            rank.fail("an exception of an unknown type");
            own[r] = std::current_exception();
        }
    };
    std::vector<std::thread> threads;
    try {
        for (std::size_t r = 1; r < ranks; ++r) threads.emplace_back(run, r);
        if (ranks > 0) run(0);
    } catch (const std::exception& e) {  // the system refuses another thread
        all.fail(threads.size() + 1, e.what());
        own[0] = std::current_exception();
    }
    for (std::thread& t : threads) t.join();
    for (const auto* errors : {&own, &received})
        for (const std::exception_ptr& e : *errors)
            if (e) std::rethrow_exception(e);
}

}  // namespace parallel
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/parallel/in_process.ipp"
#endif
