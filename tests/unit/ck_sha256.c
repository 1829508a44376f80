/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/base64.h"
#include "core/buf.h"
#include "core/fsat.h"
#include "core/process.h"
#include "core/sha256.h"

#include <fcntl.h>

static void hexadecimal(const void *data, size_t len, struct vb_buf *out)
{
	unsigned char digest[VB_SHA256_SIZE];
	char text[VB_BASE16_ROOM(sizeof(digest))];

	vb_sha256(data, len, digest);
	vb_base16(digest, sizeof(digest), text);
	vb_buf_adds(out, text);
}

/* FIPS 180-4 and the standard's published examples. */
static const struct {
	const char *unit;
	size_t times;
	const char *digest;
} vectors[] = {
	{"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	{"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
	 "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
	{"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

START_TEST(agrees_with_the_standard)
{
	vb_auto_buf text = VB_BUF_INIT, digest = VB_BUF_INIT;

	for (size_t i = 0; i < vectors[_i].times; i++)
		vb_buf_adds(&text, vectors[_i].unit);
	hexadecimal(text.data, text.len, &digest);
	ck_assert_str_eq(digest.data, vectors[_i].digest);
}
END_TEST

/* All lengths around one and two blocks, where padding goes wrong. */
START_TEST(agrees_with_sha256sum)
{
	char directory[] = "/tmp/ck_sha256.XXXXXX";
	const char *const argv[] = {"/bin/sh", "-c", "sha256sum [0-9]*", NULL};
	vb_auto_buf expected = VB_BUF_INIT, printed = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_fd fd = -1;
	unsigned char data[200];
	int status;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	fd = vb_fsat_open_dir(AT_FDCWD, directory, &err);
	for (unsigned i = 0; i < sizeof(data); i++) {
		char name[16];

		data[i] = (unsigned char)(i * 37 + 11);
		snprintf(name, sizeof(name), "%03u", i);
		ck_assert_int_eq(vb_fsat_create(fd, name, 0600, data, i, &err), 0);
		hexadecimal(data, i, &expected);
		vb_buf_addf(&expected, "  %s\n", name);
	}
	ck_assert_int_eq(vb_process_run(&(struct vb_process){.argv = argv, .cwd_fd = fd}, &printed,
				 NULL, &status, &err),
		0);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, directory, &err), 0);
	ck_assert_str_eq(printed.data, expected.data);
}
END_TEST

START_TEST(is_written_as_in_record)
{
	char text[VB_SHA256_BASE64];

	vb_sha256_base64("", 0, text);
	ck_assert_str_eq(text, "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
	vb_sha256_base64("pip\n", 4, text);
	ck_assert_str_eq(text, "zuuue4knoyJ-UwPPXg8fezS7VCrXJQrAP7zeNuwvFQg");
}
END_TEST

Suite *suite_sha256(void)
{
	Suite *suite = suite_create("sha256");
	TCase *tcase = tcase_create("sha256");

	tcase_add_loop_test(tcase, agrees_with_the_standard, 0, VB_COUNT(vectors));
	tcase_add_test(tcase, agrees_with_sha256sum);
	tcase_add_test(tcase, is_written_as_in_record);
	suite_add_tcase(suite, tcase);
	return suite;
}
