// EXPECT: lacks decode, encode or dtype
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

enum class half : std::uint16_t {};
template <>
struct nextclick::stored<half> {
    using computed = float;
    static constexpr std::string_view dtype = "F16";
    static void decode(std::span<const half>, std::span<float>) {}
#ifndef NEXTCLICK_MUST_FAIL
    static void encode(std::span<const float>, std::span<half>, nextclick::random_stream, std::size_t) {}
#endif
};
struct halves {
    template <class T>
    using element = std::conditional_t<std::is_same_v<T, float>, half, T>;
    static constexpr const char* name() { return "halves"; }
};
nc::model<nc::input::embedding<8, halves>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy,
          nc::sampler::in_batch>
    net{nc::data::vocabulary{}};
