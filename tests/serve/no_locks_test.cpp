// SPDX-License-Identifier: Apache-2.0
// Counts the locks that a thread takes, on systems where calls of the program and of its libraries can be distinguished: with
// glibc, and without a sanitizer, which defines these functions itself.
#include <boost/test/unit_test.hpp>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define NEXTCLICK_TEST_SANITIZED
#endif
#endif
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(NEXTCLICK_TEST_SANITIZED)
#include <dlfcn.h>
#include <pthread.h>

#include <memory>
#include <mutex>

#include "nextclick/search/byte_search.hpp"
#include "nextclick/server/hot_swap.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/narm.hpp"
#include "toy.hpp"

namespace nc = nextclick;

namespace {
thread_local int locks = 0;
template <class F>
F real(const char* name) {
    return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}
}  // namespace

extern "C" int pthread_mutex_lock(pthread_mutex_t* m) {
    ++locks;
    static const auto lock = real<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
    return lock(m);
}
extern "C" int pthread_rwlock_rdlock(pthread_rwlock_t* m) {
    ++locks;
    static const auto lock = real<int (*)(pthread_rwlock_t*)>("pthread_rwlock_rdlock");
    return lock(m);
}
extern "C" int pthread_spin_lock(pthread_spinlock_t* m) {
    ++locks;
    static const auto lock = real<int (*)(pthread_spinlock_t*)>("pthread_spin_lock");
    return lock(m);
}

namespace {
template <class F>
int locks_of(const F& f) {
    const int before = locks;
    f();
    return locks - before;
}
template <class Model>
void push_and_top(const Model& net) {
    nc::serve::session<Model> session(net);
    const nc::search::byte_search<Model> bytes(net);
    nc::filter::item_set even(net.item_count());
    for (nc::item_index i = 0; i < net.item_count(); i += 2) even.insert(i);
    const nc::filter::business_rules by{.allow = &even};
    const auto click = [&] {
        for (int item = 100; item < 130; ++item) {
            session.push(item);
            session.top(20);
            session.top(20, by);
            bytes.top(session, 20, by);
        }
    };
    click();  // warms up
    BOOST_TEST(locks_of(click) == 0);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(no_locks)

BOOST_AUTO_TEST_CASE(locks_are_counted) {
    std::mutex m;
    BOOST_TEST(locks_of([&] {
                   m.lock();
                   m.unlock();
               }) == 1);
}

BOOST_AUTO_TEST_CASE(push_and_top_take_no_lock) {
    push_and_top(nc::zoo::gru4rec<20>(toy::numbered_items(500)));
    push_and_top(nc::zoo::narm<20, 20>(toy::numbered_items(500)));
}

BOOST_AUTO_TEST_CASE(reading_a_hot_swap_takes_no_lock) {
    nc::server::hot_swap<int> now(std::make_shared<int>(7));
    BOOST_TEST(locks_of([&] {
                   for (int i = 0; i < 100; ++i) (void)now.get();
               }) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
#endif
