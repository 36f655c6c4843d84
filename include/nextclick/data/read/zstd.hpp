// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <zstd.h>

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/read_clicks.hpp"

/// Reading of logs compressed with Zstandard. Needs libzstd, headers and library (`-lzstd`); no other header of nextclick does.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {

/// Decompresses a stream of zstd frames while it is read. memory: 128 kB and the frame's window, of 128 MB at most
class unzstd_stream {
public:
    unzstd_stream(byte_reader in, std::string name)
        : in_(std::move(in)), name_(std::move(name)), packed_(ZSTD_DStreamInSize()), zstd_(ZSTD_createDCtx()) {
        if (!zstd_) throw std::bad_alloc();
    }

    std::size_t read(std::span<char> to) {
        ZSTD_outBuffer out{to.data(), to.size(), 0};
        while (out.pos == 0 && out.size > 0) {
            if (ahead_.pos == ahead_.size && !flushing_) {
                ahead_ = {packed_.data(), in_(packed_), 0};
                if (ahead_.size == 0) {
                    if (inside_) fail("the compressed file ends too early");
                    break;
                }
            }
            const std::size_t before = ahead_.pos, state = ZSTD_decompressStream(zstd_.get(), &out, &ahead_);
            if (ZSTD_isError(state) != 0) fail(std::string("the compressed data is damaged: ") + ZSTD_getErrorName(state));
            consumed_ += ahead_.pos - before;
            inside_ = state != 0;
            flushing_ = inside_ && out.pos == out.size;
        }
        return out.pos;
    }

private:
    struct freed {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };
    [[noreturn]] void fail(const std::string& what) const {
        throw data_error(name_ + ": " + what + " (at byte " + std::to_string(consumed_) + "); fetch or compress the file again");
    }

    byte_reader in_;
    std::string name_;
    std::vector<char> packed_;
    std::unique_ptr<ZSTD_DCtx, freed> zstd_;
    ZSTD_inBuffer ahead_{nullptr, 0, 0};
    std::size_t consumed_ = 0;
    bool inside_ = false;    ///< inside of a frame
    bool flushing_ = false;  ///< zstd may have more output than the buffer could take
};

}  // namespace detail

/// Reads plain and zstd files: `read_clicks(path, data::zstd{})` distinguishes them by their first bytes. A file may have several
/// frames, including skippable ones.
/// errors  `data_error` if the file is truncated or damaged, or needs a window of more than 128 MB (`zstd --long=28` and above)
struct zstd {
    bool recognises(std::string_view head) const {
        if (head.size() < 4 || !head.substr(1).starts_with(head[0] == '\x28' ? "\xB5\x2F\xFD" : "\x2A\x4D\x18")) return false;
        return head[0] == '\x28' || (head[0] & 0xF0) == 0x50;
    }
    byte_reader decode(byte_reader in, std::string name) const {
        return [stream = std::make_shared<detail::unzstd_stream>(std::move(in), std::move(name))](std::span<char> to) {
            return stream->read(to);
        };
    }
};
static_assert(Decoder<zstd>);

}  // namespace data
NEXTCLICK_END_NAMESPACE
