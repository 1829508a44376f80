/* SPDX-License-Identifier: MIT */
/* The texts in a wheel: WHEEL, METADATA, entry_points.txt, RECORD, and the names of its files. */
#include "core/script.h"
#include "core/unpack/entry_points.h"
#include "core/unpack/headers.h"
#include "core/unpack/members.h"
#include "core/unpack/record.h"
#include "tests/fuzz/fuzz.h"

static void read_entry_points(struct vb_arena *arena, char *text)
{
	vb_auto_err err = VB_ERR_INIT;
	struct wheel wheel = {.arena = arena};

	if (entry_points_read(&wheel, text, &err) < 0)
		return;
	for (const struct vb_entry_point *point = wheel.console_scripts; point && point->name;
		point++) {
		vb_auto_buf script = VB_BUF_INIT;

		HOLDS(!strchr(point->name, '/') && *point->name);
		if (!vb_script_fault(point))
			vb_script_of_entry_point(point, "/env/bin/python", &script);
	}
}

static void place(struct vb_arena *arena, const char *data, size_t len)
{
	enum { MOST = 64 };
	vb_auto_err err = VB_ERR_INIT;
	struct member members[MOST] = {{0}};
	struct wheel wheel = {.arena = arena, .members = members};
	char *name;

	while (wheel.count < MOST && (name = fuzz_next(arena, &data, &len, '\n'))) {
		vb_auto_err refused = VB_ERR_INIT;

		if (members_check_name(name, &refused) == 0)
			members[wheel.count++].name = name;
	}
	if (members_place(&wheel, &err) < 0)
		return;
	HOLDS(wheel.dist_info && !strchr(wheel.dist_info, '/'));
	for (size_t i = 0; i < wheel.count; i++) {
		const char *where = members[i].where;

		HOLDS(where && (!strncmp(where, "files/", 6) || !strncmp(where, "data/", 5)));
		HOLDS(!strstr(where, "/../") && !strstr(where, "//"));
	}
}

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	vb_auto_err err = VB_ERR_INIT, other = VB_ERR_INIT, third = VB_ERR_INIT;
	struct wheel wheel = {.arena = arena, .dist_info = "acme_tool-1.0.dist-info"};
	struct record_row *rows;
	vb_auto_buf script = VB_BUF_INIT;
	size_t count;
	char *text;

	place(arena, data, len);
	vb_script_of_text(data, len, "/env/bin/python", &script);
	if (memchr(data, '\0', len))
		return;
	text = vb_arena_dup(arena, data, len);
	headers_read_wheel(&wheel, text, &err);
	if (headers_read_metadata(&wheel, text, &other) == 0)
		HOLDS(wheel.name && wheel.version);
	if (record_parse(arena, vb_arena_dup(arena, data, len), &rows, &count, &third) == 0)
		for (size_t i = 1; i < count; i++)
			HOLDS(strcmp(rows[i - 1].path, rows[i].path) < 0);
	read_entry_points(arena, text);
}
