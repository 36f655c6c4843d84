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

/// Opening of compressed files.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Decompresses files of one format. `data/read/gzip.hpp` has the decoder of gzip, `data/read/zstd.hpp` that of zstd; user-defined
/// ones have the same form. `recognises` gets the first bytes of the file, up to 512; `name` is the file's name in messages.
template <class D>
concept Decoder = requires(const D d, std::string_view head, byte_reader in, std::string name) {
    { d.recognises(head) } -> std::convertible_to<bool>;
    { d.decode(in, name) } -> std::convertible_to<byte_reader>;
};

/// Uses the first of several decoders that recognises a file: `decoders<gzip, zstd>{}` reads plain, gzip and zstd files.
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

/// Reads plain text only; for a compressed file it throws an error that names the header to include or the command to run.
using plain_text = decoders<>;
static_assert(Decoder<plain_text>);

namespace detail {

/// An open file, decompressed if the decoder recognises it.
struct opened_file {
    byte_reader source;
    std::string name;
    std::uint64_t size = 0;  ///< bytes of text, 0 if unknown
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

/// Returns the source if its first bytes may be text.
/// errors  `data_error` that names the format of a source that is not text
inline byte_reader text_only(byte_reader source, const std::string& name, const std::string& reader = "PROGRAM ... -") {
    auto [head, whole] = peek(std::move(source), sniffed_bytes);
    refuse_non_text(head, name, reader);
    return whole;
}

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE
