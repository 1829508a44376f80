/* SPDX-License-Identifier: MIT */
/*
 * The plan's tree, as plugins edit and visit it. To a plugin a node is a number: its place in the
 * order of visiting, which holds until the next edit.
 */
#include "core/host.h"

#include "core/plan.h"

enum { FILE_FLAGS = VENVB_ADD_REPLACE | VENVB_ADD_EXECUTABLE | VENVB_ADD_PRIVATE };

static int32_t add(struct venvb_run *run, const char *path, uint64_t path_len, struct vb_node *spec,
	uint32_t flags)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	unsigned how = flags & VENVB_ADD_REPLACE ? VB_PLAN_REPLACE : 0;

	if (!vb_call_may_edit(run) || !vb_call_text(run, "the path", path, path_len, &text))
		return VENVB_INVALID;
	spec->path = text.data;
	return vb_call_result(run,
		vb_plan_add(run->run->plan, &run->plugin->plugin.actor, spec, how, &err), &err);
}

int32_t vb_api_dir_add(struct venvb_run *run, const char *path, uint64_t path_len)
{
	struct vb_node spec = {.kind = VB_DIR};

	return vb_call_begin(run, "dir_add") ? add(run, path, path_len, &spec, 0) : VENVB_INVALID;
}

int32_t vb_api_file_add(struct venvb_run *run, const char *path, uint64_t path_len,
	const char *bytes, uint64_t bytes_len, uint32_t flags)
{
	struct vb_node spec = {.kind = VB_FILE};

	if (!vb_call_begin(run, "file_add") ||
		!vb_call_bytes(run, "the content", bytes, &bytes_len))
		return VENVB_INVALID;
	if (flags & ~(uint32_t)FILE_FLAGS)
		return vb_call_invalid(run, "unknown flags 0x%x", (unsigned)flags);
	if (flags & VENVB_ADD_EXECUTABLE && flags & VENVB_ADD_PRIVATE)
		return vb_call_invalid(run, "a file is executable or private, not both");
	spec.access = flags & VENVB_ADD_EXECUTABLE ? VB_EXECUTABLE
		      : flags & VENVB_ADD_PRIVATE  ? VB_PRIVATE
						   : VB_PLAIN;
	spec.data = bytes_len ? bytes : "";
	spec.len = (size_t)bytes_len;
	return add(run, path, path_len, &spec, flags);
}

/* A link's target or a copy's source: a text that is not empty. */
static int32_t add_leading(struct venvb_run *run, const char *path, uint64_t path_len,
	struct vb_node *spec, uint32_t flags)
{
	if (!spec->len)
		return vb_call_invalid(run, "it leads nowhere");
	if (flags & ~VENVB_ADD_REPLACE)
		return vb_call_invalid(run, "unknown flags 0x%x", (unsigned)flags);
	return add(run, path, path_len, spec, flags);
}

int32_t vb_api_link_add(struct venvb_run *run, const char *path, uint64_t path_len,
	const char *target, uint64_t target_len, uint32_t flags)
{
	vb_auto_buf text = VB_BUF_INIT;
	struct vb_node spec = {.kind = VB_LINK};

	if (!vb_call_begin(run, "link_add") ||
		!vb_call_text(run, "the target", target, target_len, &text))
		return VENVB_INVALID;
	spec.data = text.data;
	spec.len = text.len;
	return add_leading(run, path, path_len, &spec, flags);
}

int32_t vb_api_copy_add(struct venvb_run *run, const char *path, uint64_t path_len,
	const char *source, uint64_t source_len, uint32_t flags)
{
	vb_auto_buf text = VB_BUF_INIT;
	struct vb_node spec = {.kind = VB_COPY};

	if (!vb_call_begin(run, "copy_add") ||
		!vb_call_text(run, "the source", source, source_len, &text))
		return VENVB_INVALID;
	if (text.data[0] != '/')
		return vb_call_invalid(run, "the source '%s' is not absolute", text.data);
	spec.data = text.data;
	spec.len = text.len;
	return add_leading(run, path, path_len, &spec, flags);
}

int32_t vb_api_remove(struct venvb_run *run, const char *path, uint64_t path_len)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	struct vb_plan *plan;

	if (!vb_call_begin(run, "remove") || !vb_call_may_edit(run) ||
		!vb_call_text(run, "the path", path, path_len, &text))
		return VENVB_INVALID;
	plan = run->run->plan;
	if (!vb_plan_find(plan, text.data))
		return vb_call_none(run, "'%s' is not in the plan", text.data);
	return vb_call_result(
		run, vb_plan_remove(plan, &run->plugin->plugin.actor, text.data, &err), &err);
}

/* The first node whose path is not before PATH. */
static size_t find_place(const struct vb_plan *plan, const char *path)
{
	size_t low = 0, high = vb_plan_count(plan);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (vb_plan_path_compare(vb_plan_visit(plan, middle)->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct vb_numbering number_nodes(const struct vb_plan *plan)
{
	return (struct vb_numbering){"node", vb_plan_edits(plan), vb_plan_count(plan)};
}

int32_t vb_api_find(struct venvb_run *run, const char *path, uint64_t path_len, uint64_t *ret_node)
{
	vb_auto_buf text = VB_BUF_INIT;
	const struct vb_node *node;
	struct vb_numbering numbering;

	if (!vb_call_begin(run, "find") || !vb_call_text(run, "the path", path, path_len, &text))
		return VENVB_INVALID;
	if (!ret_node)
		return vb_call_invalid(run, "there is no place for the result");
	node = vb_plan_find(run->run->plan, text.data);
	if (!node)
		return vb_call_none(run, "'%s' is not in the plan", text.data);
	numbering = number_nodes(run->run->plan);
	*ret_node = vb_call_number(&numbering, find_place(run->run->plan, node->path));
	return VENVB_OK;
}

int32_t vb_api_next(struct venvb_run *run, uint64_t *node)
{
	struct vb_numbering numbering;

	if (!vb_call_begin(run, "next"))
		return VENVB_INVALID;
	numbering = number_nodes(run->run->plan);
	return vb_call_number_next(run, &numbering, node);
}

static const struct vb_node *node_at(struct venvb_run *run, uint64_t number)
{
	struct vb_numbering numbering = number_nodes(run->run->plan);
	size_t index;

	if (!vb_call_number_index(run, &numbering, number, &index))
		return NULL;
	return vb_plan_visit(run->run->plan, index);
}

static int32_t give_content(
	struct venvb_run *run, const struct vb_node *node, const char **ret_text, uint64_t *ret_len)
{
	vb_auto_err err = VB_ERR_INIT;

	if (node->kind == VB_DIR || node->kind == VB_IMAGE)
		return vb_call_none(run, "'%s' has no content of its own", node->path);
	if (node->render && vb_plan_render(run->run->plan, node, &err) < 0)
		return vb_call_result(run, -err.code, &err);
	return vb_call_give(run, node->data, node->len, ret_text, ret_len);
}

int32_t vb_api_node_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	const struct vb_node *node = vb_call_begin(run, "node_text") ? node_at(run, number) : NULL;

	if (!node)
		return VENVB_INVALID;
	switch (what) {
	case VENVB_NODE_PATH:
		return vb_call_give(run, node->path, strlen(node->path), ret_text, ret_len);
	case VENVB_NODE_CONTENT:
		return give_content(run, node, ret_text, ret_len);
	case VENVB_NODE_OWNER:
		return vb_call_give(run, node->who.name, strlen(node->who.name), ret_text, ret_len);
	default:
		return vb_call_none(run, "a node has no text number %u", (unsigned)what);
	}
}

static int32_t number_package(
	struct venvb_run *run, const struct vb_package *package, uint64_t *ret_number)
{
	struct vb_numbering numbering = vb_number_packages(run->run->plan);

	for (size_t i = 0; package && i < numbering.count; i++)
		if (vb_plan_package(run->run->plan, i) == package) {
			*ret_number = vb_call_number(&numbering, i);
			return VENVB_OK;
		}
	return vb_call_none(run, "the node is not a package's");
}

int32_t vb_api_node_number(
	struct venvb_run *run, uint64_t number, uint32_t what, uint64_t *ret_number)
{
	static const uint64_t modes[] = {
		[VB_PLAIN] = 0666, [VB_EXECUTABLE] = 0777, [VB_PRIVATE] = 0600};
	static const uint64_t kinds[] = {[VB_DIR] = VENVB_NODE_DIR,
		[VB_FILE] = VENVB_NODE_FILE,
		[VB_LINK] = VENVB_NODE_LINK,
		[VB_COPY] = VENVB_NODE_COPY,
		[VB_IMAGE] = VENVB_NODE_IMAGE};
	const struct vb_node *node =
		vb_call_begin(run, "node_number") ? node_at(run, number) : NULL;

	if (!node)
		return VENVB_INVALID;
	if (!ret_number)
		return vb_call_invalid(run, "there is no place for the result");
	if (what == VENVB_NODE_PACKAGE)
		return number_package(run, node->package, ret_number);
	if (what == VENVB_NODE_KIND)
		*ret_number = kinds[node->kind];
	else if (what == VENVB_NODE_MODE && node->kind == VB_FILE)
		*ret_number = modes[node->access];
	else
		return vb_call_none(run, "'%s' has no number %u", node->path, (unsigned)what);
	return VENVB_OK;
}
