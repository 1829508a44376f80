/* SPDX-License-Identifier: MIT */
/*
 * The tree of the plan: a sorted array of nodes. Entries are few (the files of packages are not
 * among them), so an insertion that moves pointers is cheaper than any cleverer structure.
 */
#include "core/plan.h"

#include "core/plan_state.h"

enum { MAX_LINKS = 40 };

struct vb_plan *vb_plan_new(struct vb_arena *arena)
{
	struct vb_plan *plan = vb_arena_one(arena, struct vb_plan);

	plan->arena = arena;
	plan->prompt = "";
	plan->prompt_who = (struct vb_actor){"resolve", VB_TIER_CORE};
	return plan;
}

struct vb_arena *vb_plan_arena(const struct vb_plan *plan)
{
	return plan->arena;
}

int vb_plan_may_edit(const struct vb_plan *plan, const struct vb_actor *who, struct vb_err *err)
{
	if (!plan->closed)
		return 0;
	return vb_err_set(err, vb_actor_is_plugin(who) ? VB_EPLUGIN : VB_EBUG,
		"the plan is closed: it cannot be changed any more");
}

int vb_plan_may_change(const struct vb_actor *who, const struct vb_actor *before, const char *what,
	struct vb_err *err)
{
	if (vb_actor_may_change(who, before))
		return 0;
	return vb_err_set(err, VB_EDENIED, "'%s' was set by the policy '%s' and cannot be changed",
		what, before->name);
}

static int compare_nodes(const struct vb_node *a, const struct vb_node *b)
{
	int order = vb_plan_path_compare(a->path, b->path);

	if (order || (!a->package && !b->package))
		return order;
	if (!a->package || !b->package)
		return a->package ? 1 : -1;
	return strcmp(a->package->normalized, b->package->normalized);
}

/* Where NODE stands, or would. */
static size_t position(const struct vb_plan *plan, const struct vb_node *node)
{
	size_t low = 0, high = plan->node_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_nodes(plan->nodes[middle], node) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The node at exactly this path, images apart. */
static struct vb_node *node_at(const struct vb_plan *plan, const char *path)
{
	const struct vb_node key = {.path = path};
	size_t at = position(plan, &key);

	if (at == plan->node_count || plan->nodes[at]->package ||
		strcmp(plan->nodes[at]->path, path) != 0)
		return NULL;
	return plan->nodes[at];
}

static void insert(struct vb_plan *plan, struct vb_node *node)
{
	size_t at = position(plan, node);

	node->number = ++plan->last_number;
	plan->nodes = vb_arena_grow(plan->arena, plan->nodes, plan->node_count, &plan->node_room,
		sizeof(struct vb_node *));
	memmove(plan->nodes + at + 1, plan->nodes + at,
		(plan->node_count - at) * sizeof(struct vb_node *));
	plan->nodes[at] = node;
	plan->node_count++;
	plan->edits++;
}

/* DIR and TARGET as one path without "." and "..", or NULL when it leaves the environment. */
static char *follow(struct vb_arena *arena, const char *dir, size_t dir_len, const char *target,
	const char *rest)
{
	vb_auto_buf out = VB_BUF_INIT;

	if (*target == '/')
		return NULL;
	vb_buf_add(&out, dir, dir_len);
	for (const char *at = target; *at;) {
		size_t len = strcspn(at, "/");

		if (len == 2 && at[0] == '.' && at[1] == '.') {
			const char *slash = out.len ? strrchr(out.data, '/') : NULL;

			if (!out.len)
				return NULL;
			vb_buf_truncate(&out, slash ? (size_t)(slash - out.data) : 0);
		} else if (len && !(len == 1 && *at == '.')) {
			if (out.len)
				vb_buf_addch(&out, '/');
			vb_buf_add(&out, at, len);
		}
		at += len;
		at += strspn(at, "/");
	}
	vb_buf_adds(&out, out.len ? rest : rest + 1);
	return vb_arena_dup(arena, out.data, out.len);
}

/* PATH with the links on its way followed: *ret_path. A node on the way that is no dir is an
 * error. */
static int walk(const struct vb_plan *plan, const char *path, const char **ret_path,
	struct vb_err *err)
{
	char *whole = vb_arena_str(plan->arena, path);
	unsigned links = 0;

	for (size_t i = 1; whole[i]; i++) {
		const struct vb_node *node;
		char *next;

		if (whole[i] != '/')
			continue;
		whole[i] = '\0';
		node = node_at(plan, whole);
		whole[i] = '/';
		if (!node || node->kind == VB_DIR)
			continue;
		if (node->kind != VB_LINK)
			return vb_err_set(err, VB_EFAIL,
				"'%s' cannot be planned: '%s' is not a directory (added by %s)",
				path, node->path, node->who.name);
		next = follow(plan->arena, whole,
			(size_t)(strrchr(node->path, '/') ? strrchr(node->path, '/') - node->path
							  : 0),
			node->data, whole + i);
		if (!next || ++links > MAX_LINKS)
			return vb_err_set(err, VB_EFAIL,
				"'%s' cannot be planned: '%s' is a link to '%s', which %s", path,
				node->path, node->data,
				next ? "goes round in a circle" : "leaves the environment");
		whole = next;
		i = 0;
	}
	*ret_path = whole;
	return 0;
}

static void imply_parents(struct vb_plan *plan, const struct vb_actor *who, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		char *parent = vb_arena_dup(plan->arena, path, (size_t)(slash - path));
		struct vb_node *node;

		if (node_at(plan, parent))
			continue;
		node = vb_arena_one(plan->arena, struct vb_node);
		*node = (struct vb_node){
			.path = parent, .kind = VB_DIR, .data = "", .who = *who, .implied = true};
		insert(plan, node);
	}
}

/* How many nodes from AT on are the one at PATH and what is below it. */
static size_t subtree(const struct vb_plan *plan, size_t at, const char *path)
{
	size_t len = strlen(path), end = at;

	while (end < plan->node_count && !strncmp(plan->nodes[end]->path, path, len) &&
		(plan->nodes[end]->path[len] == '/' || plan->nodes[end]->path[len] == '\0'))
		end++;
	return end - at;
}

static int remove_subtree(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	struct vb_err *err)
{
	const struct vb_node key = {.path = path};
	size_t at = position(plan, &key), count = subtree(plan, at, path);

	for (size_t i = at; i < at + count; i++) {
		int rc = vb_plan_may_change(who, &plan->nodes[i]->who, plan->nodes[i]->path, err);

		if (rc < 0)
			return rc;
	}
	for (size_t i = at; i < at + count; i++)
		if (plan->nodes[i]->package)
			vb_plan_drop_package(plan, plan->nodes[i]->package);
	memmove(plan->nodes + at, plan->nodes + at + count,
		(plan->node_count - at - count) * sizeof(struct vb_node *));
	plan->node_count -= count;
	plan->edits++;
	return 0;
}

size_t vb_plan_mark(const struct vb_plan *plan)
{
	return plan->last_number;
}

void vb_plan_undo(struct vb_plan *plan, size_t mark)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->node_count; i++) {
		struct vb_node *node = plan->nodes[i];

		if (node->number <= mark)
			plan->nodes[kept++] = node;
		else if (node->package)
			vb_plan_drop_package(plan, node->package);
	}
	plan->node_count = kept;
}

/* A dir over a dir: whoever asks for one by name owns one that was only implied. */
static void own_dir(struct vb_node *node, const struct vb_actor *who)
{
	if (!node->implied)
		return;
	node->implied = false;
	if (vb_actor_may_change(who, &node->who))
		node->who = *who;
}

int vb_plan_add(struct vb_plan *plan, const struct vb_actor *who, const struct vb_node *spec,
	unsigned flags, struct vb_err *err)
{
	const char *fault = vb_plan_path_fault(spec->path, strlen(spec->path)), *path;
	struct vb_node *node, *present;
	int rc = vb_plan_may_edit(plan, who, err);

	if (rc < 0)
		return rc;
	if (fault)
		return vb_err_set(err, VB_EFAIL, "'%s' cannot be planned: %s", spec->path, fault);
	rc = walk(plan, spec->path, &path, err);
	if (rc < 0)
		return rc;
	/* A link may have led to a name that the path as given does not show. */
	fault = vb_plan_path_fault(path, strlen(path));
	if (fault)
		return vb_err_set(err, VB_EFAIL, "'%s' cannot be planned: %s", spec->path, fault);
	present = node_at(plan, path);
	if (present && present->kind == VB_DIR && spec->kind == VB_DIR) {
		own_dir(present, who);
		return 0;
	}
	if (present && !(flags & VB_PLAN_REPLACE))
		return vb_err_set(err, VB_EFAIL, "'%s' is planned already, by %s", path,
			present->who.name);
	if (present && (rc = remove_subtree(plan, who, path, err)) < 0)
		return rc;
	imply_parents(plan, who, path);
	node = vb_arena_one(plan->arena, struct vb_node);
	*node = *spec;
	node->path = path;
	node->who = *who;
	node->data = vb_arena_dup(plan->arena, spec->data, spec->len);
	node->implied = false;
	insert(plan, node);
	return 0;
}

int vb_plan_add_dir(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	struct vb_err *err)
{
	const struct vb_node spec = {.path = path, .kind = VB_DIR};

	return vb_plan_add(plan, who, &spec, 0, err);
}

int vb_plan_add_text(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	const char *text, struct vb_err *err)
{
	const struct vb_node spec = {
		.path = path, .kind = VB_FILE, .data = text, .len = strlen(text)};

	return vb_plan_add(plan, who, &spec, 0, err);
}

int vb_plan_add_link(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	const char *target, struct vb_err *err)
{
	const struct vb_node spec = {
		.path = path, .kind = VB_LINK, .data = target, .len = strlen(target)};

	return vb_plan_add(plan, who, &spec, 0, err);
}

int vb_plan_add_image(struct vb_plan *plan, struct vb_package *package, struct vb_err *err)
{
	struct vb_node *node = vb_arena_one(plan->arena, struct vb_node);
	int rc = vb_plan_add_dir(plan, &package->who, package->root, err);

	if (rc < 0)
		return rc;
	rc = walk(plan, package->root, &package->root, err);
	if (rc < 0)
		return rc;
	*node = (struct vb_node){.path = package->root,
		.kind = VB_IMAGE,
		.data = "",
		.who = package->who,
		.package = package};
	insert(plan, node);
	return 0;
}

int vb_plan_remove(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	struct vb_err *err)
{
	const struct vb_node *node;
	int rc = vb_plan_may_edit(plan, who, err);

	if (rc < 0)
		return rc;
	node = vb_plan_find(plan, path);
	if (!node)
		return vb_err_set(err, VB_EFAIL, "'%s' is not in the plan", path);
	return remove_subtree(plan, who, node->path, err);
}

const struct vb_node *vb_plan_find(const struct vb_plan *plan, const char *path)
{
	vb_auto_err ignored = VB_ERR_INIT;
	const char *real;

	if (vb_plan_path_fault(path, strlen(path)) || walk(plan, path, &real, &ignored) < 0)
		return NULL;
	return node_at(plan, real);
}

static int render(struct vb_plan *plan, struct vb_node *node, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;
	int rc;

	if (!node->render)
		return 0;
	rc = node->render(plan, node->user, &out, err);
	if (rc < 0)
		return vb_err_wrap(err, "'%s'", node->path);
	node->data = vb_arena_dup(plan->arena, out.data, out.len);
	node->len = out.len;
	return 0;
}

int vb_plan_render(struct vb_plan *plan, const struct vb_node *node, struct vb_err *err)
{
	/* A closed plan holds the last word; before, the caller's node is one of ours. */
	struct vb_node *own = plan->closed ? NULL : node_at(plan, node->path);

	return own ? render(plan, own, err) : 0;
}

uint32_t vb_plan_edits(const struct vb_plan *plan)
{
	return plan->edits;
}

size_t vb_plan_count(const struct vb_plan *plan)
{
	return plan->node_count;
}

const struct vb_node *vb_plan_visit(const struct vb_plan *plan, size_t index)
{
	return index < plan->node_count ? plan->nodes[index] : NULL;
}

int vb_plan_close(struct vb_plan *plan, struct vb_err *err)
{
	int rc = vb_plan_check_packages(plan, err);

	for (size_t i = 0; rc == 0 && i < plan->node_count; i++)
		rc = render(plan, plan->nodes[i], err);
	if (rc == 0)
		plan->closed = true;
	return rc;
}

bool vb_plan_is_closed(const struct vb_plan *plan)
{
	return plan->closed;
}
