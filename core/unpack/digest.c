/* SPDX-License-Identifier: MIT */
/* The only file that knows OpenSSL. A hash that cannot be computed is a lack of memory. */
#include "core/unpack/digest.h"

#include "core/base64.h"

#include <errno.h>
#include <openssl/evp.h>

enum { CHUNK = 64 * 1024 };

struct algorithm {
	const char *name;
	const EVP_MD *(*get)(void);
};

static const struct algorithm algorithms[] = {
	{"sha256", EVP_sha256},
	{"sha384", EVP_sha384},
	{"sha512", EVP_sha512},
};

struct digest {
	EVP_MD_CTX *context;
};

static void start(EVP_MD_CTX *context, const EVP_MD *algorithm)
{
	if (!context || EVP_DigestInit_ex(context, algorithm, NULL) != 1)
		vb_oom();
}

static void add(EVP_MD_CTX *context, const void *data, size_t len)
{
	if (EVP_DigestUpdate(context, data, len) != 1)
		vb_oom();
}

struct digest *digest_new(void)
{
	struct digest *digest = calloc(1, sizeof(*digest));

	if (!digest)
		vb_oom();
	digest->context = EVP_MD_CTX_new();
	start(digest->context, EVP_sha256());
	return digest;
}

void digest_free(struct digest *digest)
{
	if (digest)
		EVP_MD_CTX_free(digest->context);
	free(digest);
}

void digest_add(struct digest *digest, const void *data, size_t len)
{
	add(digest->context, data, len);
}

static const char *encode_base64(const unsigned char *bytes, size_t len, struct vb_arena *arena)
{
	char *text = vb_arena_alloc(arena, VB_BASE64_ROOM(len));

	vb_base64_url(bytes, len, text);
	return text;
}

static unsigned finish(EVP_MD_CTX *context, unsigned char *bytes)
{
	unsigned len;

	if (EVP_DigestFinal_ex(context, bytes, &len) != 1)
		vb_oom();
	return len;
}

const char *digest_finish(struct digest *digest, struct vb_arena *arena)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned len = finish(digest->context, bytes);

	start(digest->context, EVP_sha256());
	return encode_base64(bytes, len, arena);
}

const char *digest_finish_hex(struct digest *digest, struct vb_arena *arena)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned len = finish(digest->context, bytes);
	char *text = vb_arena_alloc(arena, VB_BASE16_ROOM((size_t)len));

	vb_base16(bytes, len, text);
	start(digest->context, EVP_sha256());
	return text;
}

static const struct algorithm *find_algorithm(const char *name)
{
	for (size_t i = 0; i < VB_COUNT(algorithms); i++)
		if (!strcmp(algorithms[i].name, name))
			return &algorithms[i];
	return NULL;
}

bool digest_is_known(const char *name)
{
	return find_algorithm(name) != NULL;
}

static int add_file(EVP_MD_CTX *context, int fd, struct vb_err *err)
{
	vb_auto_free char *chunk = malloc(CHUNK);

	if (!chunk)
		vb_oom();
	for (;;) {
		ssize_t got = read(fd, chunk, CHUNK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vb_err_sys(err, errno, "reading");
		if (!got)
			return 0;
		add(context, chunk, (size_t)got);
	}
}

int digest_of_file(
	const char *name, int fd, struct vb_arena *arena, const char **ret_hash, struct vb_err *err)
{
	const struct algorithm *algorithm = find_algorithm(name);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned len;
	int rc;

	start(context, algorithm ? algorithm->get() : EVP_sha256());
	rc = add_file(context, fd, err);
	if (!rc) {
		len = finish(context, bytes);
		*ret_hash = encode_base64(bytes, len, arena);
	}
	EVP_MD_CTX_free(context);
	return rc;
}
