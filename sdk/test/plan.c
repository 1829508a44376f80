/* SPDX-License-Identifier: MIT */
/* The tree of the plan, by the rules of plugin.h: sorted nodes, parents implied, links followed. */
#include "host.h"

#include <stdlib.h>

enum { MOST_LINKS = 40, FILE_FLAGS = VENVB_ADD_REPLACE | VENVB_ADD_EXECUTABLE | VENVB_ADD_PRIVATE };

/* A slash before every other byte, so that a directory's entries follow it at once. */
static int compare_paths(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return (*a == '/'   ? 1
		       : *a ? 2 + (unsigned char)*a
			    : 0) -
	       (*b == '/'   ? 1
		       : *b ? 2 + (unsigned char)*b
			    : 0);
}

static size_t place_of(const struct venvb_test *test, const char *path)
{
	size_t at = 0;

	while (at < test->node_count && compare_paths(test->nodes[at].path, path) < 0)
		at++;
	return at;
}

static struct node *node_at(const struct venvb_test *test, const char *path)
{
	size_t at = place_of(test, path);

	if (at == test->node_count || strcmp(test->nodes[at].path, path) != 0)
		return NULL;
	return &test->nodes[at];
}

static const char *fault_of(const char *path)
{
	static const char own[] = ".venvb-";

	if (*path == '/')
		return "it is absolute";
	if (!strncmp(path, own, sizeof(own) - 1))
		return "names that begin with '.venvb-' are venvb's own";
	for (;;) {
		size_t len = strcspn(path, "/");

		if (!len)
			return "it is empty, or has an empty component";
		if (len > 255)
			return "a component is longer than 255 bytes";
		if ((len == 1 && *path == '.') || (len == 2 && path[0] == '.' && path[1] == '.'))
			return "it holds '.' or '..'";
		if (!path[len])
			return NULL;
		path += len + 1;
	}
}

/* Takes the last component off; false when there is none. */
static bool drop_last(struct text *path)
{
	const char *slash = path->len ? strrchr(path->data, '/') : NULL;

	if (!path->len)
		return false;
	path->len = slash ? (size_t)(slash - path->data) : 0;
	path->data[path->len] = '\0';
	return true;
}

/* Goes one component further; "." and ".." come from the targets of links. */
static bool step(struct text *path, const char *component, size_t len)
{
	if (!len || (len == 1 && *component == '.'))
		return true;
	if (len == 2 && component[0] == '.' && component[1] == '.')
		return drop_last(path);
	vtest_addf(path, "%s%.*s", path->len ? "/" : "", (int)len, component);
	return true;
}

/* PATH with the links on its way followed, or NULL when something else is in the way. */
static const char *walk(struct venvb_test *test, const char *path)
{
	struct text real = {0};
	const char *rest = path, *result = NULL;
	unsigned links = 0;

	while (*rest) {
		size_t len = strcspn(rest, "/");
		bool last = !rest[len];
		const struct node *node;

		if (!step(&real, rest, len))
			goto out;
		rest += len + !last;
		node = last || !real.len ? NULL : node_at(test, real.data);
		if (!node || node->kind == VENVB_NODE_DIR)
			continue;
		if (node->kind != VENVB_NODE_LINK || *node->data == '/' || ++links > MOST_LINKS)
			goto out;
		rest = vtest_format(test, "%s/%s", node->data, rest);
		drop_last(&real);
	}
	result = vtest_keep(test, vtest_string(&real), real.len);
out:
	vtest_clear(&real);
	return result;
}

struct node *vtest_node(struct venvb_test *test, const char *path)
{
	path = fault_of(path) ? NULL : walk(test, path);
	return path ? node_at(test, path) : NULL;
}

static void insert(struct venvb_test *test, const struct node *node)
{
	size_t at = place_of(test, node->path);

	/* An image comes behind the directory of its root, and behind other images there. */
	while (node->package && at < test->node_count && !strcmp(test->nodes[at].path, node->path))
		at++;
	test->nodes = vtest_grow(test->nodes, test->node_count, sizeof(*test->nodes));
	memmove(test->nodes + at + 1, test->nodes + at,
		(test->node_count - at) * sizeof(*test->nodes));
	test->nodes[at] = *node;
	test->node_count++;
	test->edits++;
}

static void remove_tree(struct venvb_test *test, const char *path)
{
	size_t len = strlen(path), kept = 0;

	for (size_t i = 0; i < test->node_count; i++) {
		const struct node *node = &test->nodes[i];

		if (strncmp(node->path, path, len) != 0 ||
			(node->path[len] && node->path[len] != '/'))
			test->nodes[kept++] = *node;
		else if (node->package)
			vtest_forget_package(test, node->package);
	}
	test->node_count = kept;
	test->edits++;
}

static void imply_parents(struct venvb_test *test, const char *path, const char *owner)
{
	for (const char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		const struct node parent = {
			.path = vtest_keep(test, path, (size_t)(at - path)),
			.kind = VENVB_NODE_DIR,
			.data = "",
			.owner = owner,
			.implied = true,
		};

		if (!node_at(test, parent.path))
			insert(test, &parent);
	}
}

int32_t vtest_plan(struct venvb_run *run, struct node *node, bool replace)
{
	struct venvb_test *test = run->test;
	const char *fault = fault_of(node->path), *asked = node->path;
	struct node *present;

	node->path = fault ? NULL : walk(test, asked);
	if (!node->path)
		return vtest_refuse(run, VENVB_FAILED, "'%s' cannot be planned: %s", asked,
			fault ? fault : "what is planned above it is not a directory");
	present = node_at(test, node->path);
	if (present && !node->package && present->kind == VENVB_NODE_DIR &&
		node->kind == VENVB_NODE_DIR) {
		if (present->implied)
			present->owner = node->owner;
		present->implied = false;
		return VENVB_OK;
	}
	if (present && !node->package) {
		if (!replace)
			return vtest_refuse(run, VENVB_FAILED, "'%s' is planned already, by %s",
				node->path, present->owner);
		remove_tree(test, node->path);
	}
	imply_parents(test, node->path, node->owner);
	insert(test, node);
	return VENVB_OK;
}

static int32_t add(struct venvb_run *run, const char *path, uint64_t path_len, struct node *node,
	uint32_t flags)
{
	int32_t code = vtest_may_edit(run);

	if (code < 0)
		return code;
	node->path = vtest_text(run, "the path", path, path_len);
	node->owner = run->actor;
	return node->path ? vtest_plan(run, node, flags & VENVB_ADD_REPLACE) : VENVB_INVALID;
}

int32_t vtest_api_dir_add(struct venvb_run *run, const char *path, uint64_t path_len)
{
	struct node node = {.kind = VENVB_NODE_DIR, .data = ""};
	int32_t code = vtest_begin(run, "dir_add");

	return code < 0 ? code : add(run, path, path_len, &node, 0);
}

int32_t vtest_api_file_add(struct venvb_run *run, const char *path, uint64_t path_len,
	const char *bytes, uint64_t bytes_len, uint32_t flags)
{
	struct node node = {.kind = VENVB_NODE_FILE, .mode = 0666};
	int32_t code = vtest_begin(run, "file_add");

	if (code < 0)
		return code;
	node.data = vtest_bytes(run, "the content", bytes, &bytes_len);
	node.len = bytes_len;
	if (!node.data)
		return VENVB_INVALID;
	if (flags & ~(uint32_t)FILE_FLAGS)
		return vtest_refuse(run, VENVB_INVALID, "unknown flags 0x%x", (unsigned)flags);
	if (flags & VENVB_ADD_EXECUTABLE && flags & VENVB_ADD_PRIVATE)
		return vtest_refuse(
			run, VENVB_INVALID, "a file is executable or private, not both");
	if (flags & VENVB_ADD_EXECUTABLE)
		node.mode = 0777;
	if (flags & VENVB_ADD_PRIVATE)
		node.mode = 0600;
	return add(run, path, path_len, &node, flags);
}

/* A link's target or a copy's source is a text that is not empty. */
static int32_t lead(
	struct venvb_run *run, const char *where, uint64_t len, struct node *node, uint32_t flags)
{
	node->data = vtest_text(run, "where it leads", where, len);
	if (!node->data)
		return VENVB_INVALID;
	node->len = strlen(node->data);
	if (!node->len || (node->kind == VENVB_NODE_COPY && *node->data != '/'))
		return vtest_refuse(run, VENVB_INVALID,
			"the source of a copy is absolute, the target of a link is not empty");
	if (flags & ~VENVB_ADD_REPLACE)
		return vtest_refuse(run, VENVB_INVALID, "unknown flags 0x%x", (unsigned)flags);
	return VENVB_OK;
}

int32_t vtest_api_link_add(struct venvb_run *run, const char *path, uint64_t path_len,
	const char *target, uint64_t target_len, uint32_t flags)
{
	struct node node = {.kind = VENVB_NODE_LINK};
	int32_t code = vtest_begin(run, "link_add");

	if (code == VENVB_OK)
		code = lead(run, target, target_len, &node, flags);
	return code < 0 ? code : add(run, path, path_len, &node, flags);
}

int32_t vtest_api_copy_add(struct venvb_run *run, const char *path, uint64_t path_len,
	const char *source, uint64_t source_len, uint32_t flags)
{
	struct node node = {.kind = VENVB_NODE_COPY};
	int32_t code = vtest_begin(run, "copy_add");

	if (code == VENVB_OK)
		code = lead(run, source, source_len, &node, flags);
	return code < 0 ? code : add(run, path, path_len, &node, flags);
}

int32_t vtest_api_remove(struct venvb_run *run, const char *path, uint64_t path_len)
{
	int32_t code = vtest_begin_edit(run, "remove");
	const struct node *node;

	if (code < 0)
		return code;
	path = vtest_text(run, "the path", path, path_len);
	if (!path)
		return VENVB_INVALID;
	node = vtest_node(run->test, path);
	if (!node)
		return vtest_refuse(run, VENVB_NONE, "'%s' is not in the plan", path);
	remove_tree(run->test, node->path);
	return VENVB_OK;
}
