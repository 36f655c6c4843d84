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

/// A value shared by all threads that can be replaced while they run, such as a model with its filters. A reader holds one version
/// through a handle, so a request never uses two. There are two slots, each with a count of its readers; a writer fills the slot
/// without readers.
/// Reading takes no lock and does not block: `get` retries only if `publish` ran between two of its instructions.
template <class T>
class hot_swap {
    struct place {
        alignas(cache_line) std::atomic<std::uint64_t> readers{0};
        std::shared_ptr<const T> value;
        std::uint64_t version = 0;
    };

public:
    /// Holds a version in use. Movable, not copyable; hold it no longer than a request. A replaced version is destroyed after its last
    /// handle.
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

    /// Throws `argument_error` if `first` is null.
    explicit hot_swap(std::shared_ptr<const T> first) { fill(places_[0], std::move(first), 1); }
    hot_swap(const hot_swap&) = delete;
    hot_swap& operator=(const hot_swap&) = delete;

    handle get() const {
        for (;;) {
            const unsigned i = now_.load();
            places_[i].readers.fetch_add(1);
            // Check again: a writer that saw no reader before the increment may be filling this slot.
            if (now_.load() == i) return handle(&places_[i]);
            places_[i].readers.fetch_sub(1, std::memory_order_release);
        }
    }

    /// Makes `next` the current version. Returns its number once no handle refers to the previous one, which is then destroyed. Concurrent
    /// writers are serialised. Throws `argument_error` if `next` is null.
    /// requires  the calling thread holds no handle; it would deadlock
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
