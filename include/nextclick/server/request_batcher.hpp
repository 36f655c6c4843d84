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

#include "nextclick/filter/business_rules.hpp"
#include "nextclick/search/batch_search.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace server {

struct request_options {
    std::size_t max_batch = 64;        ///< requests per scan of the table
    std::size_t concurrent_scans = 1;  ///< scans at the same time, each run by the thread of a request
    int threads = 1;                   ///< per scan
};

/// Answers requests of many threads together: requests that queue during a scan of the table form the next batch. A request that
/// arrives while no scan is running is answered immediately; there is no batching delay. The threads of the requests do the work.
template <class Model>
class request_batcher {
    using scalar = typename Model::scalar;

public:
    using answer = std::vector<serve::recommendation<scalar>>;

    /// The model, or the byte_search of its table, must outlive this object.
    explicit request_batcher(const Model& net, const request_options& options = {}) : request_batcher(net, net, options) {}
    explicit request_batcher(const search::byte_search<Model>& bytes, const request_options& options = {})
        : request_batcher(bytes.net(), bytes, options) {}

    /// Writes the k best next items of a session under these rules to `best`; see session::top and search::batch_search::answer. Any number
    /// of threads may call it, each with its own session. Throws `argument_error` if the session belongs to another model.
    void top(const serve::session<Model>& session, std::size_t k, const filter::business_rules& by, answer& best) {
        serve::detail::check_model(session, *net_, "request_batcher");
        request own{&session, k, by, &best, false, {}};
        std::unique_lock lock(using_);
        waiting_.push_back(&own);
        while (!own.done) {
            if (idle_.empty() || waiting_.empty()) {
                changed_.wait(lock);
                continue;
            }
            scan& own_scan = *idle_.back();
            idle_.pop_back();
            answer_some(own_scan, lock);
            idle_.push_back(&own_scan);
            changed_.notify_all();
        }
        lock.unlock();
        if (own.failed) std::rethrow_exception(own.failed);
    }

private:
    struct request {
        const serve::session<Model>* session;
        std::size_t k;
        filter::business_rules by;
        answer* best;
        bool done;
        std::exception_ptr failed;
    };

    /// Buffers of one scan.
    struct scan {
        search::batch_search<Model> all;
        std::vector<request*> now{};
        std::vector<const serve::session<Model>*> sessions{};
        std::vector<std::size_t> k{};
        std::vector<filter::business_rules> by{};
    };

    template <class Table>
    request_batcher(const Model& net, const Table& table, const request_options& options) : net_(&net), options_(options) {
        options_.max_batch = std::max<std::size_t>(1, options.max_batch);
        for (std::size_t i = 0; i < std::max<std::size_t>(1, options.concurrent_scans); ++i) {
            scans_.push_back(std::make_unique<scan>(scan{search::batch_search<Model>(table)}));
            scans_.back()->now.reserve(options_.max_batch);
            idle_.push_back(scans_.back().get());
        }
    }

    /// Scans for the first requests of the queue; others may join the queue meanwhile.   requires  the lock is held; it is held on return
    void answer_some(scan& by, std::unique_lock<std::mutex>& lock) {
        const auto n = static_cast<std::ptrdiff_t>(std::min(options_.max_batch, waiting_.size()));
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
    void answer_now(scan& by) const {
        by.sessions.clear();
        by.k.clear();
        by.by.clear();
        for (const request* r : by.now) {
            by.sessions.push_back(r->session);
            by.k.push_back(r->k);
            by.by.push_back(r->by);
        }
        by.all.answer(by.sessions, by.k, options_.threads, std::span<const filter::business_rules>(by.by));
        for (std::size_t i = 0; i < by.now.size(); ++i) try {
                by.now[i]->best->assign(by.all.of(i).begin(), by.all.of(i).end());
            } catch (...) {  // no memory for this request
                by.now[i]->failed = std::current_exception();
            }
    }

    const Model* net_;
    request_options options_;
    std::vector<std::unique_ptr<scan>> scans_;
    std::mutex using_;
    std::condition_variable changed_;
    std::vector<scan*> idle_;
    std::vector<request*> waiting_;
};

}  // namespace server
NEXTCLICK_END_NAMESPACE
