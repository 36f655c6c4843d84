// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>

#include "nextclick/core/config.hpp"

/// Exceptions. Every exception of the library derives from `nextclick::error`; its message names the place and the remedy.
NEXTCLICK_BEGIN_NAMESPACE

struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A value, width or shape that is invalid or does not fit another; the message has both values.
struct argument_error : error {
    using error::error;
};

/// A click log that cannot be read or used; the message has file, line and column.
struct data_error : error {
    using error::error;
};

/// A file that cannot be opened, read, trusted or written.
struct file_error : error {
    using error::error;
};

/// A value in training is not finite; the message names step, tensor and likely cause.
struct numeric_error : error {
    using error::error;
};

/// Another rank of a training failed or cannot be reached; the message names the rank and the reason.
struct rank_error : error {
    using error::error;
};

NEXTCLICK_END_NAMESPACE
