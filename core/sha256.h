/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 (FIPS 180-4) of bytes at hand, and the form in which RECORD has a digest. Pure.
 */
#ifndef VB_SHA256_H
#define VB_SHA256_H

#include "core/base.h"

enum {
	VB_SHA256_SIZE = 32,   /* bytes of a digest */
	VB_SHA256_BASE64 = 44, /* of its text: urlsafe base64 without padding, and a NUL */
};

void vb_sha256(const void *data, size_t len, unsigned char ret_digest[VB_SHA256_SIZE]);
/* The digest of DATA as RECORD writes it behind "sha256=". */
void vb_sha256_base64(const void *data, size_t len, char ret_text[VB_SHA256_BASE64]);

#endif
