// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/train/epoch_walk.hpp"
#include "nextclick/train/equal_start.hpp"
#include "nextclick/train/events.hpp"
#include "nextclick/train/history.hpp"
#include "nextclick/train/log_hash.hpp"
#include "nextclick/train/micro_batcher.hpp"
#include "nextclick/train/run_memory.hpp"
#include "nextclick/train/step.hpp"
#include "nextclick/train/stop_when.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/train/trainable.hpp"
#include "nextclick/train/trainer.hpp"
