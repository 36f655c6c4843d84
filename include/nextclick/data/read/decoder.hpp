// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

#include "nextclick/data/read/byte_reader.hpp"
#include "nextclick/data/read/file_kind.hpp"

/// Files that are compressed, and how they are opened.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Decompresses a file, if it is one of its kind. `data/read/gzip.hpp` has the one for gzip, `data/read/zstd.hpp` that for zstd; write
/// others alike. `recognises` is shown the first bytes of the file, up to 512; `name` stands for it in messages.
template <class D>
concept Decoder = requires(const D d, std::string_view head, byte_reader in, std::string name) {
    { d.recognises(head) } -> std::convertible_to<bool>;
    { d.decode(in, name) } -> std::convertible_to<byte_reader>;
};

/// Of several decoders the first that recognises a file: `decoders<gzip, zstd>{}` reads plain, gzip and zstd files alike.
template <Decoder... D>
struct decoders {
    std::tuple<D...> each{};

    bool recognises(std::string_view head) const {
        return std::apply([&](const D&... d) { return (d.recognises(head) || ...); }, each);
    }
    byte_reader decode(byte_reader in, std::string name) const {
        const auto peeked = peek(std::move(in), detail::sniffed_bytes);
        byte_reader decoded = peeked.second;
        const auto attempt = [&](const auto& d) { return d.recognises(peeked.first) && (decoded = d.decode(decoded, name), true); };
        std::apply([&](const D&... d) { return (attempt(d) || ...); }, each);
        return decoded;
    }
};

/// Takes text as it is: what is compressed is refused, with what to include or run.
using plain_text = decoders<>;
static_assert(Decoder<plain_text>);

namespace detail {

/// A file that was opened, and unpacked if the decoder knows it.
struct opened_file {
    byte_reader source;
    std::string name;
    std::uint64_t size = 0;  ///< bytes of text, if they are known
};
template <Decoder D>
opened_file open_decoded(const std::filesystem::path& path, const D& decoder) {
    const std::string name = name_of(path);
    auto [head, source] = peek(open_file(path), sniffed_bytes);
    if (decoder.recognises(head)) return {decoder.decode(std::move(source), name), name};
    std::error_code none;
    const auto size = path == "-" ? 0 : std::filesystem::file_size(path, none);
    return {std::move(source), name, none ? 0 : size};
}

/// The same bytes, once they do not look like anything but text.
/// errors  `data_error` that names what the source is
inline byte_reader text_only(byte_reader source, const std::string& name, const std::string& reader = "PROGRAM ... -") {
    auto [head, whole] = peek(std::move(source), sniffed_bytes);
    refuse_what_is_no_text(head, name, reader);
    return whole;
}

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE
