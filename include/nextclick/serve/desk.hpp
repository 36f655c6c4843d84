// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "nextclick/serve/crowd.hpp"
#include "nextclick/serve/rules.hpp"

namespace nextclick::inline NEXTCLICK_ABI::serve {

struct desk_options {
    std::size_t most = 64;     ///< requests that one reading of the table answers
    std::size_t readings = 1;  ///< that may go on at once, by a thread each of those that ask
    int threads = 1;           ///< that share a reading
};

/// Requests of many threads, answered together: while the table is read for some, others come, and the next reading is for
/// all of these. Nobody waits for company: alone, a request is answered at once. The work is done by one of the threads
/// that ask.
template <class Model>
class desk {
    using scalar = typename Model::scalar;

public:
    using answer = std::vector<recommendation<scalar>>;

    /// The model, or its table in bytes, must outlive it.
    explicit desk(const Model& net, const desk_options& how = {}) : desk(net, net, how) {}
    explicit desk(const quantised<Model>& bytes, const desk_options& how = {}) : desk(bytes.net(), bytes, how) {}

    /// The k best next items of a session under these rules, into `best`; see session::top and crowd::answer. Any number of
    /// threads, each with a session of its own. Throws `argument_error` if it is of another model.
    void top(const session<Model>& visitor, std::size_t k, const rules& by, answer& best) {
        detail::check_model(visitor, *net_, "desk");
        request mine{&visitor, k, by, &best, false, {}};
        std::unique_lock lock(using_);
        waiting_.push_back(&mine);
        while (!mine.done) {
            if (idle_.empty() || waiting_.empty()) {
                changed_.wait(lock);
                continue;
            }
            reading& mine_now = *idle_.back();
            idle_.pop_back();
            answer_some(mine_now, lock);
            idle_.push_back(&mine_now);
            changed_.notify_all();
        }
        lock.unlock();
        if (mine.failed) std::rethrow_exception(mine.failed);
    }

private:
    struct request {
        const session<Model>* visitor;
        std::size_t k;
        rules by;
        answer* best;
        bool done;
        std::exception_ptr failed;
    };

    /// What a thread needs that answers.
    struct reading {
        crowd<Model> all;
        std::vector<request*> now{};
        std::vector<const session<Model>*> sessions{};
        std::vector<std::size_t> k{};
        std::vector<rules> by{};
    };

    template <class Table>
    desk(const Model& net, const Table& table, const desk_options& how) : net_(&net), how_(how) {
        how_.most = std::max<std::size_t>(1, how.most);
        for (std::size_t i = 0; i < std::max<std::size_t>(1, how.readings); ++i) {
            readings_.push_back(std::make_unique<reading>(reading{crowd<Model>(table)}));
            readings_.back()->now.reserve(how_.most);
            idle_.push_back(readings_.back().get());
        }
    }

    /// The first who wait, while others may come.   requires  the lock; has it again afterwards
    void answer_some(reading& by, std::unique_lock<std::mutex>& lock) {
        const auto n = static_cast<std::ptrdiff_t>(std::min(how_.most, waiting_.size()));
        by.now.assign(waiting_.begin(), waiting_.begin() + n);
        waiting_.erase(waiting_.begin(), waiting_.begin() + n);
        lock.unlock();
        try {
            answer_now(by);
        } catch (...) {
            for (request* r : by.now) r->failed = std::current_exception();
        }
        lock.lock();
        for (request* r : by.now) r->done = true;
    }
    void answer_now(reading& by) const {
        by.sessions.clear();
        by.k.clear();
        by.by.clear();
        for (const request* r : by.now) {
            by.sessions.push_back(r->visitor);
            by.k.push_back(r->k);
            by.by.push_back(r->by);
        }
        by.all.answer(by.sessions, by.k, how_.threads, std::span<const rules>(by.by));
        for (std::size_t i = 0; i < by.now.size(); ++i) try {
                by.now[i]->best->assign(by.all.of(i).begin(), by.all.of(i).end());
            } catch (...) {  // no memory for this one
                by.now[i]->failed = std::current_exception();
            }
    }

    const Model* net_;
    desk_options how_;
    std::vector<std::unique_ptr<reading>> readings_;
    std::mutex using_;
    std::condition_variable changed_;
    std::vector<reading*> idle_;
    std::vector<request*> waiting_;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::serve
