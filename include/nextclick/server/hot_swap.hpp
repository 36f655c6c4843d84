// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace server {

/// What all threads serve from now: a model, or all that an answer needs, replaced while they go on. Whoever asks holds what
/// there was then until the answer is done, so no answer is of two models. Two places, each with a count of its readers; a
/// writer fills the one that nobody reads.
/// Reading takes no lock and never waits: it tries again only where `publish` came between two of its instructions.
template <class T>
class hot_swap {
    struct place {
        alignas(cache_line) std::atomic<std::uint64_t> readers{0};
        std::shared_ptr<const T> value;
        std::uint64_t version = 0;
    };

public:
    /// Holds a version. Moves, does not copy; as short-lived as an answer. The version ends with its last handle.
    class handle {
    public:
        handle(handle&& other) noexcept : at_(std::exchange(other.at_, nullptr)) {}
        handle& operator=(handle&&) = delete;
        ~handle() {
            if (at_ != nullptr) at_->readers.fetch_sub(1, std::memory_order_release);
        }
        const T& operator*() const { return *at_->value; }
        const T* operator->() const { return at_->value.get(); }
        std::uint64_t version() const { return at_->version; }  ///< 1 for the first

    private:
        friend class hot_swap;
        explicit handle(place* at) : at_(at) {}
        place* at_;
    };

    /// Throws `argument_error` if there is nothing to serve.
    explicit hot_swap(std::shared_ptr<const T> first) { fill(places_[0], std::move(first), 1); }
    hot_swap(const hot_swap&) = delete;
    hot_swap& operator=(const hot_swap&) = delete;

    handle get() const {
        for (;;) {
            const unsigned i = now_.load();
            places_[i].readers.fetch_add(1);
            // Read again: a writer that saw no reader before the line above may be filling this place.
            if (now_.load() == i) return handle(&places_[i]);
            places_[i].readers.fetch_sub(1, std::memory_order_release);
        }
    }

    /// From now on all ask `next`. Returns its version when nobody holds the one before, which is gone then. Writers wait for
    /// each other. Throws `argument_error` if there is nothing to serve.
    /// requires  the thread itself holds no handle: it would wait for itself
    std::uint64_t publish(std::shared_ptr<const T> next) {
        const std::lock_guard one_at_a_time(writing_);
        const unsigned old = now_.load(), other = 1 - old;
        const std::uint64_t version = places_[old].version + 1;
        wait_for_readers(places_[other]);
        fill(places_[other], std::move(next), version);
        now_.store(other);
        wait_for_readers(places_[old]);
        places_[old].value.reset();
        return version;
    }

private:
    static void fill(place& p, std::shared_ptr<const T> value, std::uint64_t version) {
        if (value == nullptr) throw argument_error("server::hot_swap: there is nothing to serve; give a model");
        p.value = std::move(value);
        p.version = version;
    }
    static void wait_for_readers(const place& p) {
        while (p.readers.load() != 0) std::this_thread::sleep_for(std::chrono::microseconds(50));
    }

    mutable std::array<place, 2> places_;
    std::atomic<unsigned> now_{0};
    std::mutex writing_;
};

}  // namespace server
NEXTCLICK_END_NAMESPACE
