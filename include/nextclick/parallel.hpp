// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Ranks that train one model together, and the messages that they exchange.
#include "nextclick/parallel/communicator.hpp"
#include "nextclick/parallel/gradient_bytes.hpp"
#include "nextclick/parallel/in_process.hpp"
