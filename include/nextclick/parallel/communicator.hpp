// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/config.hpp"

/// Ranks train one model together: each has a copy of the model, computes its micro-batches, and exchanges gradients and
/// decisions with the others. Each rank repeats the update. Threads within a rank are those of core/blocks.hpp.
NEXTCLICK_BEGIN_NAMESPACE
namespace parallel {

/// The header of every message. Ranks whose headers differ were given different logs or options.
struct message_header {
    std::uint64_t kind = 0;  ///< 1: gradients, 2: the decision of callbacks, 3: hashes of weights, 4: settings
    std::uint64_t epoch = 0, batch = 0, step = 0;
    friend bool operator==(const message_header&, const message_header&) = default;
};

/// The interface by which ranks exchange bytes. Every rank makes the same calls in the same order.
class communicator {
public:
    virtual ~communicator() = default;
    virtual std::size_t rank() const = 0;  ///< rank of the caller, from 0
    virtual std::size_t size() const = 0;

    /// Returns the bytes of all ranks, in the order of the ranks; they are valid until the next call. Throws `rank_error` if
    /// another rank has failed or fails during the call.
    virtual std::span<const std::span<const std::byte>> gather(std::span<const std::byte> own) = 0;
    /// Reports to the others that this rank ends, and why: their current or next call throws.
    virtual void fail(const char* why) noexcept = 0;
};

/// The communicator of a single rank: nothing is exchanged.
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
