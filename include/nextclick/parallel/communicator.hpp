// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/config.hpp"

/// Ranks train one model together: each has a copy of the model, works on its parts of a batch, and takes part in the exchange of what all
/// must know. Threads within a rank are those of core/parallel.hpp.
NEXTCLICK_BEGIN_NAMESPACE
namespace parallel {

/// What every message begins with: ranks that are not at the same place of the same run were given different logs or options.
struct stamp {
    std::uint64_t kind = 0;  ///< 1: gradients, 2: a wish of callbacks
    std::uint64_t epoch = 0, batch = 0, step = 0;
    friend bool operator==(const stamp&, const stamp&) = default;
};

/// How ranks exchange bytes. Every rank makes the same calls in the same order.
class communicator {
public:
    virtual ~communicator() = default;
    virtual std::size_t rank() const = 0;  ///< of this caller, from 0
    virtual std::size_t size() const = 0;

    /// Gives every rank the bytes of all ranks, in the order of the ranks; they live until the next call.
    /// Throws `rank_error` if another rank has failed, before or meanwhile.
    virtual std::span<const std::span<const std::byte>> gather(std::span<const std::byte> own) = 0;
    /// Tells the others that this rank ends, and why: their next call, or the one that they wait in, throws.
    virtual void fail(const char* why) noexcept = 0;
};

/// One rank, alone: nothing is exchanged.
class serial final : public communicator {
public:
    std::size_t rank() const override { return 0; }
    std::size_t size() const override { return 1; }
    std::span<const std::span<const std::byte>> gather(std::span<const std::byte> own) override {
        own_ = own;
        return {&own_, 1};
    }
    void fail(const char*) noexcept override {}

private:
    std::span<const std::byte> own_{};
};

}  // namespace parallel
NEXTCLICK_END_NAMESPACE
