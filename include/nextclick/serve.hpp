// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Sessions of models, of methods that rank by lists, and of hybrids.
#include "nextclick/serve/event.hpp"
#include "nextclick/serve/hybrid_session.hpp"
#include "nextclick/serve/intent.hpp"
#include "nextclick/serve/list_session.hpp"
#include "nextclick/serve/memory.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/serve/stored.hpp"
