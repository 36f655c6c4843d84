// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/click_lanes.hpp"
#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/event_packer.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/batch/prefixes.hpp"
#include "nextclick/batch/session_parallel.hpp"
#include "nextclick/batch/user_parallel.hpp"
#include "nextclick/batch/user_sessions.hpp"
#include "nextclick/batch/users.hpp"
#include "nextclick/batch/whole_sessions.hpp"
