/* SPDX-License-Identifier: MIT */
/* What the unpacking helper decides: names, RECORD, headers and entry points. */
#include "tests/unit/check.h"

#include "core/buf.h"
#include "core/unpack/entry_points.h"
#include "core/unpack/headers.h"
#include "core/unpack/members.h"
#include "core/unpack/record.h"

static struct wheel wheel;
static struct vb_err err;

static void setup(void)
{
	err = (struct vb_err)VB_ERR_INIT;
	wheel = (struct wheel){.arena = vb_arena_new(), .dist_info = "my_demo-1.0.dist-info"};
}

static void teardown(void)
{
	vb_err_done(&err);
	vb_arena_free(wheel.arena);
}

static const struct {
	const char *text, *rows; /* "path|algorithm|hash|size;" for each row, or an error */
} records[] = {
	{"", ""},
	{"b,sha256=abc,3\na,,\n", "a|||;b|sha256|abc|3;"},
	{"a,sha256=abc==,3\r\nb,,\r\n", "a|sha256|abc|3;b|||;"},
	{"a,sha256=abc,3", "a|sha256|abc|3;"},
	{"a,,\n\n\nb,,\n", "a|||;b|||;"},
	{"\"a,b\",,\n\"\"\"q\"\"\",,\n", "\"q\"|||;a,b|||;"},
	{"a,x,,,\n", "a||x|;"},
	{"a,,\na,,\n", "RECORD has 'a' twice"},
	{"a\n", "RECORD:1: not a row of three fields"},
	{"a,,\nb,\n", "RECORD:2: not a row of three fields"},
	{"\"a\"b,,\n", "RECORD:1: not a row of three fields"},
	{"\"a,,\n", "RECORD:1: not a row of three fields"},
};

START_TEST(records_are_taken_apart)
{
	char *text = vb_arena_str(wheel.arena, records[_i].text);
	vb_auto_buf got = VB_BUF_INIT;
	struct record_row *rows;
	size_t count;

	if (record_parse(wheel.arena, text, &rows, &count, &err) < 0)
		vb_buf_adds(&got, err.msg);
	for (size_t i = 0; !err.code && i < count; i++)
		vb_buf_addf(&got, "%s|%s|%s|%s;", rows[i].path, rows[i].algorithm, rows[i].hash,
			rows[i].size);
	ck_assert_str_eq(got.data, records[_i].rows);
}
END_TEST

static const struct {
	const char *text, *points; /* "name module object;" for each, console before gui */
} entry_points[] = {
	{"", ""},
	{"[console_scripts]\na = m:f\n", "a m f;"},
	{"[console_scripts]\r\na=m.n:f.g\r\n", "a m.n f.g;"},
	{"[gui_scripts]\ng=m:f\n[console_scripts]\na=m:f [x, y]", "a m f;g m f;"},
	{"[console_scripts]\n  a = m:f\n  b = m:g\nc = m:h\n", "a m f;b m g;c m h;"},
	{"# a = b\n; a = b\n\n[console_scripts]\n# no\na b = m:f\n", "a b m f;"},
	{"[other]\nno equals sign\nx = y\n  more\n[console_scripts]\na : b = m:f", "a : b m f;"},
	{"[console_scripts]\na = m:ö\n", "a m ö;"},
	{"[Console_Scripts]\na = what\n", ""},
	{"[console_scripts]\na = m:f\na = m:g\n", "entry_points.txt:3: 'a' is there twice"},
	{"[console_scripts]\na\n", "entry_points.txt:2: no '='"},
	{"[console_scripts]\n= m:f\n", "entry_points.txt:2: no name for a script"},
	{"[console_scripts]\n.. = m:f\n", "entry_points.txt:2: no name for a script"},
	{"[console_scripts]\nb/a = m:f\n", "entry_points.txt:2: no name for a script"},
	{"[console_scripts]\na = m:f\n m:g\n", "entry_points.txt:3: a value of several lines"},
	{"[console_scripts]\na = m\n", "entry_points.txt:2: 'a' is not of the form module:object"},
	{"[console_scripts]\na = m:f g\n",
		"entry_points.txt:2: 'a' is not of the form module:object"},
	{"[console_scripts]\na = m;x:f\n",
		"entry_points.txt:2: 'a' is not of the form module:object"},
	{"[console_scripts]\na = m..n:f\n",
		"entry_points.txt:2: 'a' is not of the form module:object"},
	{"[console_scripts]\na = m:1f\n",
		"entry_points.txt:2: 'a' is not of the form module:object"},
	{"[console_scripts]\na = m[x:f]\n",
		"entry_points.txt:2: 'a' is not of the form module:object"},
};

static void tell_points(const struct vb_entry_point *point, struct vb_buf *out)
{
	for (; point->name; point++)
		vb_buf_addf(out, "%s %s %s;", point->name, point->module, point->object);
}

START_TEST(entry_points_are_read)
{
	char *text = vb_arena_str(wheel.arena, entry_points[_i].text);
	vb_auto_buf got = VB_BUF_INIT;

	if (entry_points_read(&wheel, text, &err) < 0) {
		vb_buf_adds(&got, err.msg);
	} else {
		tell_points(wheel.console_scripts, &got);
		tell_points(wheel.gui_scripts, &got);
	}
	ck_assert_str_eq(got.data, entry_points[_i].points);
}
END_TEST

START_TEST(headers_end_with_an_empty_line)
{
	ck_assert_int_eq(
		headers_read_metadata(&wheel,
			"Metadata-Version: 2.1\r\nNAME:  My.Demo \r\nVersion: 1.0\r\n"
			"Summary: x\r\n  Requires-Python: >9\r\n\r\nRequires-Python: >8\r\n",
			&err),
		0);
	ck_assert_str_eq(wheel.name, "My.Demo");
	ck_assert_str_eq(wheel.version, "1.0");
	ck_assert_ptr_null(wheel.requires_python);
	ck_assert_int_eq(
		headers_read_wheel(&wheel,
			"Wheel-Version: 1.9\nRoot-Is-Purelib: False\nTag: a-b-c\nTag: d-e-f\n",
			&err),
		0);
	ck_assert(!wheel.purelib);
	ck_assert_str_eq(wheel.tags[0], "a-b-c");
	ck_assert_str_eq(wheel.tags[1], "d-e-f");
	ck_assert_ptr_null(wheel.tags[2]);
}
END_TEST

START_TEST(tags_are_few_and_short)
{
	vb_auto_buf text = VB_BUF_INIT, tag = VB_BUF_INIT;

	vb_buf_adds(&text, "Wheel-Version: 1.0\n");
	for (size_t i = 0; i < 1000; i++)
		vb_buf_adds(&text, "Tag: py3-none-any\n");
	ck_assert_int_eq(headers_read_wheel(&wheel, text.data, &err), 0);
	vb_buf_adds(&text, "Tag: py3-none-any\n");
	ck_assert_int_eq(headers_read_wheel(&wheel, text.data, &err), -VB_EFAIL);
	ck_assert_str_eq(err.msg, "WHEEL has more than 1000 Tags");
	vb_err_done(&err);
	for (size_t i = 0; i <= 1000; i++)
		vb_buf_addch(&tag, 'p');
	vb_buf_clear(&text);
	vb_buf_addf(&text, "Wheel-Version: 1.0\nTag: %s\n", tag.data);
	ck_assert_int_eq(headers_read_wheel(&wheel, text.data, &err), -VB_EFAIL);
	ck_assert_str_eq(err.msg, "WHEEL has a malformed Tag");
}
END_TEST

static const struct {
	const char *name, *where; /* or an error */
} places[] = {
	{"pkg/m.py", "files/pkg/m.py"},
	{"my_demo-1.0.data/purelib/pkg/m.py", "files/pkg/m.py"},
	{"my_demo-1.0.data/platlib/m.so", "files/m.so"},
	{"my_demo-1.0.data/scripts/tool", "data/scripts/tool"},
	{"my_demo-1.0.data/data/share/x", "data/data/share/x"},
	{"pkg.data", "files/pkg.data"},
	{"my_demo-1.0.data/x", "'my_demo-1.0.data/x' belongs to no known installation scheme"},
	{"my_demo-1.0.data/stdlib/x",
		"'my_demo-1.0.data/stdlib/x' belongs to no known installation scheme"},
	{"my_demo-1.0.dist-info", "'my_demo-1.0.dist-info' is both a file and a directory"},
	{"my_demo-1.0.dist-info/METADATA", "'my_demo-1.0.dist-info/METADATA' is in it twice"},
	{"x.dist-info/y", "it has both 'my_demo-1.0.dist-info' and 'x.dist-info'"},
};

START_TEST(members_have_their_places)
{
	struct member members[] = {
		{.name = "my_demo-1.0.dist-info/METADATA"},
		{.name = places[_i].name},
	};
	int rc;

	wheel.dist_info = NULL;
	wheel.members = members;
	wheel.count = VB_COUNT(members);
	rc = members_place(&wheel, &err);
	ck_assert_str_eq(rc < 0 ? err.msg : members[1].where, places[_i].where);
}
END_TEST

Suite *suite_unpack(void)
{
	Suite *suite = suite_create("unpack");
	TCase *tcase = tcase_create("unpack");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, records_are_taken_apart, 0, VB_COUNT(records));
	tcase_add_loop_test(tcase, entry_points_are_read, 0, VB_COUNT(entry_points));
	tcase_add_test(tcase, headers_end_with_an_empty_line);
	tcase_add_test(tcase, tags_are_few_and_short);
	tcase_add_loop_test(tcase, members_have_their_places, 0, VB_COUNT(places));
	suite_add_tcase(suite, tcase);
	return suite;
}
