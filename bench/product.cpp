// SPDX-License-Identifier: Apache-2.0
// The three forms of the matrix product on the shapes of training, beside Eigen, OpenBLAS and oneDNN where they are
// found, and against the multiply-adds of the machine in the same run. Form: n = a b, t = a b^T, g = a^T b.
#include "nextclick/simd/product.hpp"

#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <string>
#include <unordered_map>

#include "nextclick/bench/limits.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif
#ifdef NEXTCLICK_BENCH_OPENBLAS
#include <cblas-openblas.h>
#endif
#ifdef NEXTCLICK_BENCH_DNNL
#include <dnnl.hpp>
#endif

namespace nc = nextclick;

namespace {
/// A product of m x k by k x n; the form determines which of a and b are stored transposed.
struct problem {
    char form;
    std::size_t m, k, n;
    int threads;
    nc::view<float> a, b, c;
    nc::workspace* memory;
};

struct ours {
    static constexpr const char* name = "nextclick";
    void operator()(const problem& p) const {
        using nc::simd::write;
        if (p.form == 'n') nc::simd::product(p.a, p.b, p.c, write::overwrite, p.threads);
        if (p.form == 't') nc::simd::product_nt(p.a, p.b, p.c, *p.memory, write::overwrite, p.threads);
        if (p.form == 'g') nc::simd::product_tn(p.a, p.b, p.c, write::overwrite, p.threads);
    }
};
/// The right operand packed beforehand, as for weights.
struct ours_packed {
    static constexpr const char* name = "nextclick_packed";
    nc::simd::packed<float> right{};
    void operator()(const problem& p) {
        if (right.data == nullptr) {
            auto to = p.memory->take_span<float>(nc::simd::packed_size<nc::simd::default_arch, float>(p.k, p.n));
            right = p.form == 't' ? nc::simd::pack_transposed<nc::simd::default_arch, float>(p.b, to)
                                  : nc::simd::pack<nc::simd::default_arch, float>(p.b, to);
        }
        nc::simd::product<nc::simd::default_arch, float>(p.a, right, p.c, nullptr, p.threads);
    }
};

struct eigen {
    static constexpr const char* name = "eigen";
    void operator()(const problem& p) const {
        using rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        const auto map = [](const nc::view<float>& v) {
            return Eigen::Map<rows>(v.data, static_cast<Eigen::Index>(v.rows), static_cast<Eigen::Index>(v.cols));
        };
        Eigen::setNbThreads(p.threads);
        if (p.form == 'n') map(p.c).noalias() = map(p.a) * map(p.b);
        if (p.form == 't') map(p.c).noalias() = map(p.a) * map(p.b).transpose();
        if (p.form == 'g') map(p.c).noalias() = map(p.a).transpose() * map(p.b);
    }
};

#ifdef NEXTCLICK_BENCH_OPENBLAS
struct openblas {
    static constexpr const char* name = "openblas";
    void operator()(const problem& p) const {
        openblas_set_num_threads(p.threads);
        const auto i = [](std::size_t x) { return static_cast<blasint>(x); };
        cblas_sgemm(CblasRowMajor, p.form == 'g' ? CblasTrans : CblasNoTrans, p.form == 't' ? CblasTrans : CblasNoTrans, i(p.m), i(p.n),
                    i(p.k), 1.0f, p.a.data, i(p.a.cols), p.b.data, i(p.b.cols), 0.0f, p.c.data, i(p.n));
    }
};
#endif

#ifdef NEXTCLICK_BENCH_DNNL
/// Packed: the right operand in the library's own layout, made beforehand.
template <bool Packed>
struct onednn {
    static constexpr const char* name = Packed ? "onednn_packed" : "onednn";
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    dnnl::matmul matmul{};
    std::unordered_map<int, dnnl::memory> arguments{};

    void operator()(const problem& p) {
        if (arguments.empty()) prepare(p);
        matmul.execute(stream, arguments);
        stream.wait();
    }
    void prepare(const problem& p) {
        using dims = dnnl::memory::dims;
        const auto d = [](std::size_t x) { return static_cast<dnnl::memory::dim>(x); };
        const auto described = [&](std::size_t r, std::size_t c, bool transposed) {
            return dnnl::memory::desc(dims{d(r), d(c)}, dnnl::memory::data_type::f32, transposed ? dims{1, d(r)} : dims{d(c), 1});
        };
        const auto a = described(p.m, p.k, p.form == 'g'), b = described(p.k, p.n, p.form == 't'), c = described(p.m, p.n, false);
        const auto any = dnnl::memory::desc(dims{d(p.k), d(p.n)}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any);
        const dnnl::matmul::primitive_desc options(dnnl::matmul::desc(a, Packed ? any : b, c), engine);
        matmul = dnnl::matmul(options);
        dnnl::memory right(b, engine, p.b.data);
        if (Packed) {
            dnnl::memory packed(options.weights_desc(), engine);
            dnnl::reorder(right, packed).execute(stream, right, packed);
            stream.wait();
            right = packed;
        }
        arguments = {{DNNL_ARG_SRC, dnnl::memory(a, engine, p.a.data)},
                     {DNNL_ARG_WEIGHTS, right},
                     {DNNL_ARG_DST, dnnl::memory(c, engine, p.c.data)}};
    }
};
#endif

template <class Library>
void measure(benchmark::State& state, char form, std::size_t m, std::size_t k, std::size_t n, int threads) {
#ifdef _OPENMP
    omp_set_num_threads(threads);  // for the libraries that use OpenMP
#endif
    nc::workspace memory;
    problem p{form, m, k, n, threads, {}, {}, {}, &memory};
    p.a = form == 'g' ? memory.take_zeros<float>(k, m) : memory.take_zeros<float>(m, k);
    p.b = form == 't' ? memory.take_zeros<float>(n, k) : memory.take_zeros<float>(k, n);
    p.c = memory.take_zeros<float>(m, n);
    Library library;
    library(p);
    for (auto _ : state) {
        library(p);
        benchmark::ClobberMemory();
    }
    const double flops = 2.0 * static_cast<double>(m * k * n) * static_cast<double>(state.iterations());
    state.counters["GFLOP/s"] = benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsRate);
    state.counters["limit"] = benchmark::Counter(flops / nc::bench::fma_limit(threads), benchmark::Counter::kIsRate);
}

template <class Library>
void add(char form, std::size_t m, std::size_t k, std::size_t n, int threads) {
    const std::string name = std::string(Library::name) + "/" + form + "/" + std::to_string(m) + "x" + std::to_string(k) + "x" +
                             std::to_string(n) + "/threads:" + std::to_string(threads);
    benchmark::RegisterBenchmark(name.c_str(), measure<Library>, form, m, k, n, threads)->UseRealTime()->MinTime(0.1);
}

struct shape {
    char form;
    std::size_t m, k, n;
};
constexpr shape shapes[] = {
    {'t', 32, 100, 2080},  {'n', 32, 2080, 100},   {'g', 2080, 32, 100},   // (a) scores, gradients of queries and of rows
    {'t', 80, 224, 2128},  {'n', 80, 2128, 224},   {'g', 2128, 80, 224},   // (b)
    {'t', 128, 512, 2176}, {'n', 128, 2176, 512},  {'g', 2176, 128, 512},  // (c)
    {'n', 32, 100, 300},   {'t', 32, 300, 100},    {'g', 100, 32, 300},    // gates of (a): forward, to inputs, to weights
    {'n', 80, 224, 672},   {'t', 80, 672, 224},    {'g', 224, 80, 672},    // of (b)
    {'n', 512, 256, 768},  {'t', 512, 100, 43000}, {'t', 32, 100, 43000}, {'n', 1, 100, 300}, {'n', 8, 50, 150}};
}  // namespace

int main(int argc, char** argv) {
    for (const int threads : {1, 2})
        for (const auto& s : shapes) {
            const auto with = [&]<class Library>(Library*) { add<Library>(s.form, s.m, s.k, s.n, threads); };
            with(static_cast<ours*>(nullptr));
            if (s.form != 'g') with(static_cast<ours_packed*>(nullptr));
            with(static_cast<eigen*>(nullptr));
#ifdef NEXTCLICK_BENCH_OPENBLAS
            with(static_cast<openblas*>(nullptr));
#endif
#ifdef NEXTCLICK_BENCH_DNNL
            with(static_cast<onednn<false>*>(nullptr));
            if (s.form != 'g') with(static_cast<onednn<true>*>(nullptr));
#endif
        }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
