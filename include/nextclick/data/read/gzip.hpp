// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <zlib.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/read_clicks.hpp"

/// Reading of gzip-compressed logs. Needs zlib, headers and library (`-lz`); no other header of nextclick does.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {

/// Inflates a stream of gzip members while it is read. memory: 64 kB and zlib's 40 kB, for any compression ratio.
class gunzip_stream {
public:
    gunzip_stream(byte_reader in, std::string name) : in_(std::move(in)), name_(std::move(name)), packed_(1 << 16) {
        if (inflateInit2(&zlib_, 15 + 16) != Z_OK) fail("zlib cannot start");
    }
    ~gunzip_stream() { inflateEnd(&zlib_); }
    gunzip_stream(const gunzip_stream&) = delete;
    gunzip_stream& operator=(const gunzip_stream&) = delete;

    std::size_t read(std::span<char> to) {
        zlib_.next_out = reinterpret_cast<Bytef*>(to.data());
        zlib_.avail_out = static_cast<uInt>(to.size());
        while (zlib_.avail_out == to.size() && refill()) step();
        return to.size() - zlib_.avail_out;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw data_error(name_ + ": " + what + " (at byte " + std::to_string(zlib_.total_in) + " of a gzip member)" +
                         "; fetch or compress the file again");
    }
    /// Returns true if there is input to inflate, false at the end of the last member.
    bool refill() {
        if (zlib_.avail_in == 0) {
            zlib_.next_in = reinterpret_cast<Bytef*>(packed_.data());
            zlib_.avail_in = static_cast<uInt>(in_(packed_));
        }
        if (inside_) return zlib_.avail_in > 0 || (fail("the compressed file ends too early"), false);
        while (zlib_.avail_in > 0 && *zlib_.next_in == 0) {  // skips zero padding
            ++zlib_.next_in;
            if (--zlib_.avail_in == 0) return refill();
        }
        if (zlib_.avail_in == 0) return false;
        if (inflateReset(&zlib_) != Z_OK) fail("zlib cannot start again");
        return inside_ = true;
    }
    void step() {
        switch (inflate(&zlib_, Z_NO_FLUSH)) {
            case Z_OK:
            case Z_BUF_ERROR:
                return;
            case Z_STREAM_END:
                inside_ = false;
                return;
            default:
                fail(std::string("the compressed data is damaged: ") + (zlib_.msg != nullptr ? zlib_.msg : "unknown"));
        }
    }

    z_stream zlib_{};
    byte_reader in_;
    std::string name_;
    std::vector<char> packed_;
    bool inside_ = false;  ///< inside of a member
};

}  // namespace detail

/// Reads plain and gzip files: `read_clicks(path, data::gzip{})` distinguishes them by their first bytes.
/// errors  `data_error` if the file is truncated or damaged
struct gzip {
    bool recognises(std::string_view head) const { return head.starts_with("\x1F\x8B"); }
    byte_reader decode(byte_reader in, std::string name) const {
        return [stream = std::make_shared<detail::gunzip_stream>(std::move(in), std::move(name))](std::span<char> to) {
            return stream->read(to);
        };
    }
};
static_assert(Decoder<gzip>);

}  // namespace data
NEXTCLICK_END_NAMESPACE
