/* SPDX-License-Identifier: MIT */
/* The archive of a wheel, listed and written out: nothing leaves the directory being filled. */
#include "core/fsat.h"
#include "core/unpack/archive.h"
#include "core/unpack/members.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void unpack(const struct source *source, struct vb_arena *arena)
{
	vb_auto_err err = VB_ERR_INIT;
	struct wheel wheel = {.arena = arena};
	uint64_t total = 0;

	if (archive_list(source, &wheel, &err) < 0)
		return;
	for (size_t i = 0; i < wheel.count; i++)
		total += wheel.members[i].size;
	/* What is declared is believed, up to a limit that is another test's matter. */
	if (total > (8 << 20) || members_place(&wheel, &err) < 0)
		return;
	archive_extract(source, &wheel, &err);
}

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	const struct source source = {.data = data, .size = len, .sha256 = ""};
	vb_auto_err err = VB_ERR_INIT;
	const char *const *names;
	const char *dir;
	int top = fuzz_directory(&dir);

	HOLDS(mkdirat(top, "in", 0700) == 0 || errno == EEXIST);
	HOLDS(chdir(dir) == 0 && chdir("in") == 0);
	unpack(&source, arena);
	HOLDS(vb_fsat_list(arena, top, dir, &names, NULL, &err) == 0);
	HOLDS(!strcmp(names[0], "in") && !names[1]);
	HOLDS(vb_fsat_remove_tree(top, "in", &err) == 0);
}
