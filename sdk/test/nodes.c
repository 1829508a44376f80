/* SPDX-License-Identifier: MIT */
/* Looking at the plan: what a plugin sees of its nodes, and what the test does. */
#include "host.h"

static void render_keys(struct venvb_test *test, struct text *out)
{
	for (size_t i = 0; i < test->keys.count; i++)
		vtest_addf(out, "%s = %s\n", test->keys.items[i].name, test->keys.items[i].value);
}

const char *vtest_content(struct venvb_test *test, const struct node *node, uint64_t *ret_len)
{
	struct text rendered = {0};
	const char *content;

	if (ret_len)
		*ret_len = node->len;
	if (!node->rendered)
		return node->data;
	render_keys(test, &rendered);
	content = vtest_keep(test, vtest_string(&rendered), rendered.len);
	if (ret_len)
		*ret_len = rendered.len;
	vtest_clear(&rendered);
	return content;
}

int32_t vtest_api_find(
	struct venvb_run *run, const char *path, uint64_t path_len, uint64_t *ret_node)
{
	int32_t code = vtest_begin(run, "find");
	const struct node *node;

	if (code < 0)
		return code;
	path = vtest_text(run, "the path", path, path_len);
	if (!path)
		return VENVB_INVALID;
	if (!ret_node)
		return vtest_refuse(run, VENVB_INVALID, "there is no place for the result");
	node = vtest_node(run->test, path);
	if (!node)
		return vtest_refuse(run, VENVB_NONE, "'%s' is not in the plan", path);
	*ret_node = vtest_number(run->test->edits, (size_t)(node - run->test->nodes));
	return VENVB_OK;
}

int32_t vtest_api_next(struct venvb_run *run, uint64_t *node)
{
	int32_t code = vtest_begin(run, "next");

	if (code < 0)
		return code;
	return vtest_number_next(
		run, &(struct numbering){"node", run->test->edits, run->test->node_count}, node);
}

static const struct node *node_of(struct venvb_run *run, uint64_t number)
{
	const struct numbering numbering = {"node", run->test->edits, run->test->node_count};
	size_t index;

	if (!vtest_number_index(run, &numbering, number, &index))
		return NULL;
	return &run->test->nodes[index];
}

int32_t vtest_api_node_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "node_text");
	const struct node *node;
	const char *text;
	uint64_t len;

	if (code < 0)
		return code;
	node = node_of(run, number);
	if (!node)
		return VENVB_INVALID;
	if (what == VENVB_NODE_CONTENT && node->kind != VENVB_NODE_DIR &&
		node->kind != VENVB_NODE_IMAGE) {
		text = vtest_content(run->test, node, &len);
		return vtest_give(run, text, len, ret_text, ret_len);
	}
	if (what != VENVB_NODE_PATH && what != VENVB_NODE_OWNER)
		return vtest_refuse(
			run, VENVB_NONE, "'%s' has no text %u", node->path, (unsigned)what);
	text = what == VENVB_NODE_PATH ? node->path : node->owner;
	return vtest_give(run, text, strlen(text), ret_text, ret_len);
}

int32_t vtest_api_node_number(
	struct venvb_run *run, uint64_t number, uint32_t what, uint64_t *ret_number)
{
	int32_t code = vtest_begin(run, "node_number");
	const struct node *node;

	if (code < 0)
		return code;
	node = node_of(run, number);
	if (!node)
		return VENVB_INVALID;
	if (!ret_number)
		return vtest_refuse(run, VENVB_INVALID, "there is no place for the result");
	if (what == VENVB_NODE_KIND)
		*ret_number = node->kind;
	else if (what == VENVB_NODE_MODE && node->kind == VENVB_NODE_FILE)
		*ret_number = node->mode;
	else if (what == VENVB_NODE_PACKAGE && node->package)
		*ret_number = vtest_number(run->test->package_edits, node->package - 1);
	else
		return vtest_refuse(
			run, VENVB_NONE, "'%s' has no number %u", node->path, (unsigned)what);
	return VENVB_OK;
}

const char *venvb_test_content(struct venvb_test *test, const char *path)
{
	const struct node *node = vtest_node(test, path);

	return node ? vtest_content(test, node, NULL) : NULL;
}

static void show_node(struct venvb_test *test, const struct node *node)
{
	static const char *const kinds[] = {[VENVB_NODE_DIR] = "dir",
		[VENVB_NODE_FILE] = "file",
		[VENVB_NODE_LINK] = "link",
		[VENVB_NODE_COPY] = "copy",
		[VENVB_NODE_IMAGE] = "image"};

	vtest_addf(&test->tree, "%s %s ", kinds[node->kind], node->path);
	if (node->kind == VENVB_NODE_FILE)
		vtest_addf(&test->tree, "%04o ", (unsigned)node->mode);
	else if (node->kind == VENVB_NODE_LINK || node->kind == VENVB_NODE_COPY)
		vtest_addf(&test->tree, "%s %s ", node->kind == VENVB_NODE_LINK ? "->" : "<-",
			node->data);
	else if (node->kind == VENVB_NODE_IMAGE)
		vtest_addf(&test->tree, "%s %s ", test->packages[node->package - 1].name,
			test->packages[node->package - 1].version);
	vtest_addf(&test->tree, "%s\n", node->owner);
}

const char *venvb_test_tree(struct venvb_test *test)
{
	vtest_clear(&test->tree);
	for (size_t i = 0; i < test->node_count; i++)
		show_node(test, &test->nodes[i]);
	return vtest_string(&test->tree);
}
