// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/team.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE void team_region::run(std::uint32_t block) {
    if (block > failed.load(std::memory_order_relaxed)) return;
    try {
        call(context, block);
    } catch (...) {
        while (storing.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
        if (block < failed.load(std::memory_order_relaxed)) {
            failed.store(block, std::memory_order_relaxed);
            error = std::current_exception();
        }
        storing.clear(std::memory_order_release);
    }
}

NEXTCLICK_INLINE bool team_slot::claim(std::uint32_t number, std::uint32_t& left) {
    std::uint64_t expected = unclaimed.load(std::memory_order_relaxed);
    while (expected >> 32 == number && (left = static_cast<std::uint32_t>(expected)) != 0)
        if (unclaimed.compare_exchange_weak(expected, expected - 1, std::memory_order_acquire, std::memory_order_relaxed)) return true;
    return false;
}

NEXTCLICK_INLINE bool team::run(team_region& region, int threads) {
    if (inside_team || busy_.exchange(true, std::memory_order_acquire)) return false;
    region.slots = grow(std::uint32_t(threads) < region.blocks ? std::uint32_t(threads) : region.blocks);
    if (region.slots < 2) {
        busy_.store(false, std::memory_order_release);
        return false;
    }
    number_ += 2;
    region_ = &region;
    unfinished_.store(2 * region.blocks, std::memory_order_relaxed);
    slots_.store(region.slots, std::memory_order_relaxed);
    team_slot* slot = &first_;
    for (std::uint32_t begin = 0; slot && slot->index < region.slots; slot = slot->next.load(std::memory_order_relaxed)) {
        const std::uint32_t end = region.end_of(slot->index);
        slot->unclaimed.store(std::uint64_t{number_} << 32 | (end - begin), std::memory_order_release);
        if (slot != &first_) slot->wake(number_);
        begin = end;
    }
    inside_team = true;
    run_blocks(first_, number_);
    inside_team = false;
    if (!region.lost) finish();
    busy_.store(false, std::memory_order_release);
    if (region.lost) throw error("a process that was forked inside of a parallel region cannot continue it: call exec or _exit");
    if (region.error) std::rethrow_exception(region.error);
    return true;
}

NEXTCLICK_INLINE void team::close() {
    if (busy_.exchange(true, std::memory_order_acquire)) return;
    stopped_ = true;
    const auto each_worker = [&](const auto& f) {
        for (team_slot* slot = first_.next.load(std::memory_order_relaxed); slot;) {
            auto* const worker = static_cast<team_worker*>(slot);
            slot = slot->next.load(std::memory_order_relaxed);
            f(worker);
        }
    };
    each_worker([&](team_worker* worker) {
        worker->stopped.store(true, std::memory_order_relaxed);
        worker->wake(number_ + 2);
    });
    each_worker(
        [](team_worker* worker) { worker->thread.join(); });  // join all before deleting any: each thread reads the slots of the others
    each_worker([](team_worker* worker) { delete worker; });
    first_.next.store(nullptr, std::memory_order_relaxed);
}

NEXTCLICK_INLINE void team::reset_in_child() {
    for (team_slot* slot = first_.next.load(std::memory_order_relaxed); slot; slot = slot->next.load(std::memory_order_relaxed))
        slot->stopped.store(true, std::memory_order_relaxed);  // one of them may belong to this thread, if a block forked
    last_->next.store(parent_slots_, std::memory_order_relaxed);
    parent_slots_ = first_.next.exchange(nullptr, std::memory_order_relaxed);
    last_ = &first_;
    size_.store(1, std::memory_order_relaxed);
    refused_ = false;
    if (inside_team) region_->lost = true;
    busy_.store(stopped_ || inside_team, std::memory_order_relaxed);
}

NEXTCLICK_INLINE void team::work(team_slot& own) {
    inside_team = true;
    adopt_process_affinity();
    for (std::uint32_t number = 0; !own.stopped.load(std::memory_order_relaxed);) {
        const auto called = [&] { return own.call.load(std::memory_order_acquire) != number; };
        if (!spin(called)) {
            std::uint32_t expected_call = number;
            if (own.call.compare_exchange_strong(expected_call, number + 1, std::memory_order_acq_rel))
                while (own.call.load(std::memory_order_acquire) == number + 1) own.call.wait(number + 1, std::memory_order_acquire);
        }
        number = own.call.load(std::memory_order_acquire);
        if (!run_blocks(own, number))
            std::terminate();  // in a forked child no thread joins this one: without terminate() the process would exit with code 0
    }
}

NEXTCLICK_INLINE bool team::run_blocks(team_slot& own, std::uint32_t number) {
    const std::uint32_t slots = slots_.load(std::memory_order_relaxed);
    team_slot* slot = &own;
    for (std::uint32_t visited = 0; visited < slots; ++visited) {
        std::uint32_t done = 0;
        for (std::uint32_t left = 0; slot->claim(number, left); ++done) {
            team_region& region = *region_;  // valid while a claimed block of it is unfinished
            region.run(region.end_of(slot->index) - left);
            if (region.lost) return false;
        }
        if (done) {
            const std::uint32_t before = unfinished_.fetch_sub(2 * done, std::memory_order_acq_rel);
            if (before - 2 * done == 1) unfinished_.notify_one();
        }
        slot = slot->next.load(std::memory_order_acquire);
        if (!slot || slot->index >= slots) slot = &first_;
    }
    return true;
}

NEXTCLICK_INLINE void team::finish() {
    if (spin([&] { return unfinished_.load(std::memory_order_acquire) == 0; })) return;
    for (auto left = unfinished_.fetch_or(1, std::memory_order_acq_rel) | 1; left > 1; left = unfinished_.load(std::memory_order_acquire))
        unfinished_.wait(left, std::memory_order_acquire);
}

}  // namespace detail

NEXTCLICK_END_NAMESPACE
