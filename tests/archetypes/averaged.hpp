// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "nextclick/train.hpp"

/// A callback of training, made only of this file: the validated and the final model have the mean of the weights after all updates
/// since `from` (Polyak and Juditsky 1992). Rows of tables that a step does not touch cost nothing: the sum of a row is updated
/// when the row changes, and before the mean is taken. Sums, and the step up to which each row is summed, are packs of the run, so
/// that checkpoints hold them. They are numbers of the type of the computation, also for tables stored in another form: there the mean is
/// rounded to the form each time that it replaces the weights, for a validation and at the end, and the sums stay as they are.
template <class Trainer>
class averaged {
    using Model = std::remove_cvref_t<decltype(std::declval<Trainer&>().net())>;
    using T = typename Model::scalar;

public:
    explicit averaged(std::uint64_t from = 0) : from_(from) {}

    /// A stopped run continues from its weights, not from their mean.
    void operator()(const nextclick::train::started<Trainer>& e) { put_back(e.run); }
    void operator()(const nextclick::train::updated<Trainer>& e) {
        if (e.run.at().step < from_) return;
        auto& memory = e.run.memory();
        const auto& weights = e.run.net().weights;
        const T now = static_cast<T>(++memory.numbers["averaged"]);
        auto &last = memory.pack("last", weights), &sum = memory.pack("sum", weights), &upto = memory.pack("upto", weights);
        if (now == 1) return copy(weights, last);  // all rows, touched or not, belong to the first mean
        e.run.for_each_changed(
            [&](const nextclick::train::changed_rows& changed, const auto& w, auto& old, auto& all, auto& counted) {
                changed.for_each([&](std::size_t r) {  // its old value was valid up to the update before this one
                    for (std::size_t c = 0; c < w.cols; ++c) {
                        all(r, c) += old(r, c) * (now - 1 - counted(r, c));
                        counted(r, c) = now - 1;
                    }
                    nextclick::decode(w.row(r), old.row(r));
                });
            },
            last, sum, upto);
    }
    void operator()(const nextclick::train::before_validation<Trainer>& e) { exchange(e.run); }
    void operator()(const nextclick::train::after_validation<Trainer>& e) { put_back(e.run); }
    void operator()(const nextclick::train::ending<Trainer>& e) { exchange(e.run); }

private:
    static void copy(const auto& from, auto& to) {
        nextclick::for_each_parameter(
            [](std::string_view, const auto& w, auto& x) {
                for (std::size_t r = 0; r < w.rows; ++r) nextclick::decode(w.row(r), x.row(r));
            },
            from, to);
    }
    void put_back(Trainer& run) {
        if (kept_) run.net().weights = std::move(*kept_);
        kept_.reset();
    }
    /// Replaces the weights by their mean, and keeps them. The rounding of rows in another form draws by update and row.
    void exchange(Trainer& run) {
        auto& memory = run.memory();
        const T n = static_cast<T>(memory.numbers["averaged"]);
        if (n == 0) return;
        kept_ = run.net().weights;
        const nextclick::random_stream rounding{run.options().seed, static_cast<std::uint64_t>(memory.numbers["averaged"])};
        nextclick::for_each_parameter(
            [&](std::string_view, auto& w, const auto& last, const auto& sum, const auto& upto) {
                for (std::size_t r = 0; r < w.rows; ++r)
                    nextclick::on_numbers(w.row(r), rounding.fork(r), [&](auto numbers, std::size_t first) {
                        for (std::size_t i = 0, c = first; i < numbers.size(); ++i, ++c)
                            numbers[i] = (sum(r, c) + last(r, c) * (n - upto(r, c))) / n;
                    });
            },
            run.net().weights, memory.pack("last", *kept_), memory.pack("sum", *kept_), memory.pack("upto", *kept_));
    }

    std::uint64_t from_;
    std::optional<typename Model::weight_pack> kept_;
};
