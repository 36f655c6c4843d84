// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// A part of a model's signature, as files and checkpoints store and compare it.
struct signature_part {
    const char* key;      ///< in the metadata of files
    std::string value;    ///< equal for files whose training can be continued
    const char* options;  ///< prefix of the options that a file with another value cannot give, such as "loss."
};

NEXTCLICK_END_NAMESPACE
