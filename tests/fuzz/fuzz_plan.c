/* SPDX-License-Identifier: MIT */
/*
 * The plan's rules for paths, and its tree: edits are a program in the input, a line each, and
 * after every one a naive look at all nodes must find what the design promises.
 *
 *	d PATH	f PATH	l PATH TARGET	r PATH	F PATH (replaces)
 */
#include "core/plan.h"
#include "tests/fuzz/fuzz.h"

static const struct vb_actor someone = {"someone", VB_TIER_USER};

/* By the letter of the rule: relative, no ".", "..", empty component or NUL. */
static bool is_sound(const char *path)
{
	size_t len;

	if (!*path)
		return false;
	for (const char *at = path;; at += len + 1) {
		len = strcspn(at, "/");
		if (!len || len > 255 || (len == 1 && *at == '.') || (len == 2 && !strncmp(at, "..", 2)))
			return false;
		if (!at[len])
			return true;
	}
}

static const struct vb_node *exact(const struct vb_plan *plan, const char *path)
{
	const struct vb_node *node;

	for (size_t i = 0; (node = vb_plan_visit(plan, i)); i++)
		if (!strcmp(node->path, path))
			return node;
	return NULL;
}

static void look(struct vb_arena *arena, const struct vb_plan *plan)
{
	const struct vb_node *node, *before = NULL;

	for (size_t i = 0; (node = vb_plan_visit(plan, i)); i++) {
		const char *slash = strrchr(node->path, '/');

		HOLDS(is_sound(node->path));
		HOLDS(strncmp(node->path, ".venvb-", 7) != 0);
		HOLDS(!before || vb_plan_path_compare(before->path, node->path) < 0);
		if (slash) {
			const struct vb_node *parent = exact(plan,
				vb_arena_dup(arena, node->path, (size_t)(slash - node->path)));

			HOLDS(parent && parent->kind == VB_DIR);
		}
		HOLDS(vb_plan_find(plan, node->path) == node);
		before = node;
	}
}

static void edit(struct vb_arena *arena, struct vb_plan *plan, char *line)
{
	vb_auto_err err = VB_ERR_INIT;
	char *path = strchr(line, ' '), *target;
	struct vb_node spec = {.kind = VB_FILE, .data = "x", .len = 1};
	size_t count = vb_plan_count(plan);
	bool was_there;
	int rc;

	if (!path)
		return;
	*path++ = '\0';
	target = strchr(path, ' ');
	if (target)
		*target++ = '\0';
	spec.path = vb_arena_str(arena, path);
	was_there = vb_plan_find(plan, path);
	switch (*line) {
	case 'r':
		rc = vb_plan_remove(plan, &someone, path, &err);
		HOLDS((rc == 0) == was_there);
		HOLDS(!vb_plan_find(plan, path));
		return;
	case 'd':
		spec.kind = VB_DIR;
		break;
	case 'l':
		if (!target || !*target)
			return;
		spec.kind = VB_LINK;
		spec.data = target;
		spec.len = strlen(target);
		break;
	default:;
	}
	rc = vb_plan_add(plan, &someone, &spec, *line == 'F' ? VB_PLAN_REPLACE : 0, &err);
	HOLDS(rc < 0 || is_sound(spec.path));
	HOLDS(rc < 0 || vb_plan_find(plan, spec.path));
	HOLDS(rc == 0 || (err.msg && vb_plan_count(plan) == count));
}

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	struct vb_plan *plan = vb_plan_new(arena);
	vb_auto_err err = VB_ERR_INIT;
	size_t mark, count;
	char *line;

	HOLDS(!vb_plan_path_fault(data, len) == (is_sound(vb_arena_dup(arena, data, len)) &&
							!memchr(data, '\0', len) &&
							strncmp(vb_arena_dup(arena, data, len),
								".venvb-", 7) != 0));
	while ((line = fuzz_next(arena, &data, &len, '\n'))) {
		if (vb_plan_count(plan) > 200)
			break;
		edit(arena, plan, line);
		look(arena, plan);
	}
	count = vb_plan_count(plan);
	mark = vb_plan_mark(plan);
	vb_plan_add_dir(plan, &someone, "a/b/c/d/e", &err);
	vb_plan_undo(plan, mark);
	HOLDS(vb_plan_count(plan) == count);
	look(arena, plan);
	vb_auto_err closing = VB_ERR_INIT;
	HOLDS(vb_plan_close(plan, &closing) == 0);
}
