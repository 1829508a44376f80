/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/buf.h"

static void assert_invariants(const struct vb_buf *buf)
{
	ck_assert_ptr_nonnull(buf->data);
	ck_assert_int_eq(buf->data[buf->len], '\0');
	ck_assert(buf->room == 0 || buf->room > buf->len);
}

START_TEST(grows_and_stays_terminated)
{
	vb_auto_buf buf = VB_BUF_INIT;

	assert_invariants(&buf);
	for (int i = 0; i < 1000; i++) {
		vb_buf_addf(&buf, "%d,", i);
		assert_invariants(&buf);
	}
	ck_assert_int_eq(strncmp(buf.data, "0,1,2,3,", 8), 0);
	vb_buf_truncate(&buf, 3);
	assert_invariants(&buf);
	ck_assert_str_eq(buf.data, "0,1");
	vb_buf_clear(&buf);
	assert_invariants(&buf);
	ck_assert_uint_eq(buf.len, 0);
}
END_TEST

START_TEST(holds_any_bytes)
{
	vb_auto_buf buf = VB_BUF_INIT;

	vb_buf_add(&buf, "a\0b", 3);
	vb_buf_addch(&buf, '\0');
	assert_invariants(&buf);
	ck_assert_uint_eq(buf.len, 4);
	ck_assert_mem_eq(buf.data, "a\0b\0", 5);
}
END_TEST

Suite *suite_buf(void)
{
	Suite *suite = suite_create("buf");
	TCase *tcase = tcase_create("buf");

	tcase_add_test(tcase, grows_and_stays_terminated);
	tcase_add_test(tcase, holds_any_bytes);
	suite_add_tcase(suite, tcase);
	return suite;
}
