// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <exception>

#include "nextclick/train/micro_batcher.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE void send_failure(parallel::communicator& ranks) noexcept {
    try {
        throw;
    } catch (const std::exception& e) {
        ranks.fail(e.what());
    } catch (...) {
        ranks.fail("an exception that is not a std::exception");
    }
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE
