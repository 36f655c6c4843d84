// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>

#include "nextclick/core/config.hpp"

/// Errors. Everything the library throws derives from `nextclick::error`; the message names the place and the remedy.
NEXTCLICK_BEGIN_NAMESPACE

struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A value, width or shape that cannot work; both sides are in the message.
struct argument_error : error {
    using error::error;
};

/// A click log that cannot be read or used: file, line and column are in the message.
struct data_error : error {
    using error::error;
};

/// A file that cannot be opened, read, trusted or written.
struct file_error : error {
    using error::error;
};

/// Training met a value that is not finite; the message names step, tensor and likely cause.
struct numeric_error : error {
    using error::error;
};

/// Another rank of a training failed, or cannot be reached; the message names the rank and says why.
struct rank_error : error {
    using error::error;
};

NEXTCLICK_END_NAMESPACE
