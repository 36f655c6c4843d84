// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <memory>
#include <utility>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours::detail {

/// An array that grows at its end and never moves its elements: pieces of doubling size. One thread appends; others read, without a
/// lock, elements whose index they received by a release and an acquire.
template <class T>
class chunks {
    static constexpr std::size_t first_bits = 10;

public:
    T& operator[](std::size_t i) { return piece_[where(i).first][where(i).second]; }
    const T& operator[](std::size_t i) const { return piece_[where(i).first][where(i).second]; }

    /// Appends n contiguous elements and returns the index of the first; indices may be skipped.
    std::size_t append(std::size_t n) {
        while (n > 0 && where(size_).first != where(size_ + n - 1).first) size_ = begin_of(where(size_).first + 1);
        const std::size_t at = size_;
        const auto [piece, offset] = where(at);
        if (piece_[piece] == nullptr) piece_[piece] = std::make_unique<T[]>(std::size_t(1) << (piece + first_bits));
        size_ += n;
        return at;
    }
    /// Allocates for n further appends of one element each, which then do not throw.
    void reserve(std::size_t n) {
        if (n == 0) return;
        for (std::size_t p = where(size_).first; p <= where(size_ + n - 1).first; ++p)
            if (piece_[p] == nullptr) piece_[p] = std::make_unique<T[]>(std::size_t(1) << (p + first_bits));
    }
    std::size_t memory_bytes() const {
        std::size_t bytes = 0;
        for (std::size_t p = 0; p < piece_.size(); ++p)
            if (piece_[p] != nullptr) bytes += sizeof(T) << (p + first_bits);
        return bytes;
    }

private:
    static std::size_t begin_of(std::size_t piece) { return ((std::size_t(1) << piece) - 1) << first_bits; }
    static std::pair<std::size_t, std::size_t> where(std::size_t i) {
        const auto piece = static_cast<std::size_t>(std::bit_width((i >> first_bits) + 1)) - 1;
        return {piece, i - begin_of(piece)};
    }
    std::array<std::unique_ptr<T[]>, 40> piece_{};
    std::size_t size_ = 0;
};

}  // namespace neighbours::detail
NEXTCLICK_END_NAMESPACE
