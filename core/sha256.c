/* SPDX-License-Identifier: MIT */
/*
 * SHA-256, for the few small files that are generated for each environment and stand in RECORD.
 * A second implementation beside libcrypto's, since loading that one more than doubles what an
 * empty process costs (2.5 ms against 1.0 ms), and these files are hashed in every seeded run.
 */
#include "core/sha256.h"

#include "core/base64.h"

#define BLOCK 64

static const uint32_t round_constants[64] = {
	0x428a2f98,
	0x71374491,
	0xb5c0fbcf,
	0xe9b5dba5,
	0x3956c25b,
	0x59f111f1,
	0x923f82a4,
	0xab1c5ed5,
	0xd807aa98,
	0x12835b01,
	0x243185be,
	0x550c7dc3,
	0x72be5d74,
	0x80deb1fe,
	0x9bdc06a7,
	0xc19bf174,
	0xe49b69c1,
	0xefbe4786,
	0x0fc19dc6,
	0x240ca1cc,
	0x2de92c6f,
	0x4a7484aa,
	0x5cb0a9dc,
	0x76f988da,
	0x983e5152,
	0xa831c66d,
	0xb00327c8,
	0xbf597fc7,
	0xc6e00bf3,
	0xd5a79147,
	0x06ca6351,
	0x14292967,
	0x27b70a85,
	0x2e1b2138,
	0x4d2c6dfc,
	0x53380d13,
	0x650a7354,
	0x766a0abb,
	0x81c2c92e,
	0x92722c85,
	0xa2bfe8a1,
	0xa81a664b,
	0xc24b8b70,
	0xc76c51a3,
	0xd192e819,
	0xd6990624,
	0xf40e3585,
	0x106aa070,
	0x19a4c116,
	0x1e376c08,
	0x2748774c,
	0x34b0bcb5,
	0x391c0cb3,
	0x4ed8aa4a,
	0x5b9cca4f,
	0x682e6ff3,
	0x748f82ee,
	0x78a5636f,
	0x84c87814,
	0x8cc70208,
	0x90befffa,
	0xa4506ceb,
	0xbef9a3f7,
	0xc67178f2,
};

static uint32_t rotate(uint32_t word, unsigned bits)
{
	return word >> bits | word << (32 - bits);
}

static uint32_t load(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static void store(unsigned char *bytes, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(word >> (24 - 8 * i));
}

/* FIPS 180-4, 6.2.2, step 1. */
static void schedule(const unsigned char *block, uint32_t words[64])
{
	for (unsigned t = 0; t < 16; t++)
		words[t] = load(block + 4 * t);
	for (unsigned t = 16; t < 64; t++) {
		uint32_t a = words[t - 15], b = words[t - 2];
		uint32_t sigma0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3;
		uint32_t sigma1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10;

		words[t] = sigma1 + words[t - 7] + sigma0 + words[t - 16];
	}
}

/* Steps 2 to 4; the letters are the standard's, s[0] being a. */
static void compress(uint32_t state[8], const unsigned char *block)
{
	uint32_t words[64], s[8];

	schedule(block, words);
	memcpy(s, state, sizeof(s));
	for (unsigned t = 0; t < 64; t++) {
		uint32_t sum1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
		uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
		uint32_t one = s[7] + sum1 + choice + round_constants[t] + words[t];
		uint32_t sum0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
		uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);

		memmove(s + 1, s, 7 * sizeof(*s));
		s[4] += one;
		s[0] = one + sum0 + majority;
	}
	for (unsigned i = 0; i < 8; i++)
		state[i] += s[i];
}

/* The last bytes, a one bit, zeros, and the length in bits: one block or two (5.1.1). */
static void finish(uint32_t state[8], const unsigned char *rest, size_t left, uint64_t len)
{
	unsigned char padded[2 * BLOCK] = {0};
	size_t size = left < BLOCK - 8 ? BLOCK : 2 * BLOCK;

	if (left)
		memcpy(padded, rest, left);
	padded[left] = 0x80;
	store(padded + size - 8, (uint32_t)(len >> 29));
	store(padded + size - 4, (uint32_t)(len << 3));
	for (size_t at = 0; at < size; at += BLOCK)
		compress(state, padded + at);
}

void vb_sha256(const void *data, size_t len, unsigned char ret_digest[VB_SHA256_SIZE])
{
	uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
		0x1f83d9ab, 0x5be0cd19};
	const unsigned char *at = data;
	size_t left = len;

	for (; left >= BLOCK; at += BLOCK, left -= BLOCK)
		compress(state, at);
	finish(state, at, left, len);
	for (unsigned i = 0; i < 8; i++)
		store(ret_digest + 4 * i, state[i]);
}

void vb_sha256_base64(const void *data, size_t len, char ret_text[VB_SHA256_BASE64])
{
	unsigned char digest[VB_SHA256_SIZE];

	vb_sha256(data, len, digest);
	vb_base64_url(digest, sizeof(digest), ret_text);
}
