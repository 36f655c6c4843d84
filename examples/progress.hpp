// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nextclick/train/events.hpp>
#include <string>

namespace program {

/// A callback that shows the progress of training on standard error: a bar on a terminal; otherwise a line per epoch, and one every
/// half minute.
class progress_display {
public:
    void operator()(const nextclick::train::progress& p) {
        const auto now = std::chrono::steady_clock::now();
        if (p.epoch != epoch_) last_ = now;
        epoch_ = p.epoch;
        if (!terminal_ && now - last_ < std::chrono::seconds(30)) return;
        last_ = now;
        constexpr std::size_t width = 20;
        const std::size_t all = std::max<std::size_t>(p.epoch_events, 1), done = std::min(p.events, all);
        if (terminal_) {
            const std::string bar(width * done / all, '#');
            std::fprintf(stderr, "\repoch %zu/%zu [%-*s] loss %.4f  %.0f/s  %.0f s left   ", p.epoch, p.epochs, static_cast<int>(width),
                         bar.c_str(), p.loss, p.events_per_second, p.seconds_left);
        } else {
            std::fprintf(stderr, "epoch %zu/%zu: %zu %% done, loss %.4f, %.0f/s, %.0f s left\n", p.epoch, p.epochs, 100 * done / all,
                         p.loss, p.events_per_second, p.seconds_left);
        }
    }
    void operator()(const nextclick::train::epoch_end& e) const {
        std::string line = text("epoch %zu/%zu: loss %.4f, %zu events in %.1f s (%.0f/s)", e.epoch, e.epochs, e.loss, e.events, e.seconds,
                                static_cast<double>(e.events) / std::max(e.seconds, 1e-9));
        if (!std::isnan(e.validation)) line += text(", validation %.4f%s", e.validation, e.best ? " (best)" : "");
        std::fprintf(stderr, terminal_ ? "\r%-79s\n" : "%s\n", line.c_str());
    }

private:
    template <class... A>
    static std::string text(const char* format, A... values) {
        char line[160];
        std::snprintf(line, sizeof line, format, values...);
        return line;
    }
    const bool terminal_ = isatty(2) == 1;
    std::size_t epoch_ = 0;
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace program
