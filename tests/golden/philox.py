# SPDX-License-Identifier: Apache-2.0
"""Philox 4x32-10 (Salmon et al. 2011) in plain Python, and the dropout masks that the library draws from it: written from
the paper and from the documented rule, not from the library's code. Counter: position and stream; key: seed."""
import numpy

WORD = 0xFFFFFFFF


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & WORD, (a >> 32) ^ c[3] ^ k[1], a & WORD]
        k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
    return c


def halves(x):
    return [x & WORD, x >> 32]


def fork(stream, name):
    """The stream of one random site: the first two words for counter (name, "fork", 0) under key stream."""
    low, high = philox([*halves(name), 0x666F726B, 0], halves(stream))[:2]
    return high << 32 | low


def dropout_mask(seed, step, site, shape, share):
    """1 = kept. Element i of the flattened mask is dropped if word i of the site's stream is below share * 2^32."""
    stream = fork(step, site)
    words = [philox([*halves(i // 4), *halves(stream)], halves(seed))[i % 4] for i in range(shape[0] * shape[1])]
    return numpy.array([w >= int(share * 2 ** 32) for w in words], dtype=float).reshape(shape)


assert philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]  # the paper's known answers
assert philox([WORD] * 4, [WORD] * 2) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]
