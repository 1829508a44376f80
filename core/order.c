/* SPDX-License-Identifier: MIT */
/*
 * The order of plugins: tier by tier, and within a tier always the first one, as given, that
 * nobody who is still to come must precede. That keeps the given order wherever no name speaks
 * against it.
 */
#include "core/order.h"

#include "core/buf.h"

struct sorting {
	const struct vb_order_item *items;
	size_t count;
	bool *placed;
};

static bool lists(const char *const *names, const char *name)
{
	for (; names && *names; names++) {
		if (!strcmp(*names, name))
			return true;
	}
	return false;
}

/* Whether FIRST has said, or SECOND has, that FIRST runs before SECOND. */
static bool precedes(const struct vb_order_item *first, const struct vb_order_item *second)
{
	return first->actor.tier == second->actor.tier &&
	       (lists(first->before, second->actor.name) ||
		       lists(second->after, first->actor.name));
}

/* An item that is not placed and must precede ITEM, or COUNT. */
static size_t find_blocker(const struct sorting *sorting, size_t item)
{
	for (size_t i = 0; i < sorting->count; i++) {
		if (!sorting->placed[i] && precedes(&sorting->items[i], &sorting->items[item]))
			return i;
	}
	return sorting->count;
}

/* The first item of TIER that can be placed; COUNT when there is none. RET_BLOCKED is one that
 * cannot, or COUNT. */
static size_t find_next(const struct sorting *sorting, enum vb_tier tier, size_t *ret_blocked)
{
	*ret_blocked = sorting->count;
	for (size_t i = 0; i < sorting->count; i++) {
		if (sorting->placed[i] || sorting->items[i].actor.tier != tier)
			continue;
		if (find_blocker(sorting, i) == sorting->count)
			return i;
		*ret_blocked = i;
	}
	return sorting->count;
}

/* From an item that cannot be placed, back along what blocks it, until one comes again. */
static int report_cycle(
	const struct sorting *sorting, struct vb_arena *arena, size_t at, struct vb_err *err)
{
	size_t *path = vb_arena_array(arena, sorting->count + 1, sizeof(*path));
	bool *seen = vb_arena_array(arena, sorting->count, sizeof(*seen));
	vb_auto_buf text = VB_BUF_INIT;
	size_t len = 0;

	for (; !seen[at]; at = find_blocker(sorting, at)) {
		seen[at] = true;
		path[len++] = at;
	}
	if (find_blocker(sorting, at) == at)
		return vb_err_set(err, VB_EPLUGIN,
			"the plugin '%s' wants to run before or after itself: leave its own name "
			"out of 'before' and 'after'",
			sorting->items[at].actor.name);
	vb_buf_adds(&text, sorting->items[at].actor.name);
	do
		vb_buf_addf(&text, " -> %s", sorting->items[path[--len]].actor.name);
	while (path[len] != at);
	return vb_err_set(err, VB_EUSAGE,
		"the plugins cannot be ordered, each wants to run before the next: %s", text.data);
}

int vb_order_sort(struct vb_arena *arena, const struct vb_order_item *items, size_t count,
	size_t *ret_indices, struct vb_err *err)
{
	struct sorting sorting = {
		.items = items,
		.count = count,
		.placed = vb_arena_array(arena, count, sizeof(bool)),
	};
	size_t *order = vb_arena_array(arena, count, sizeof(*order));
	size_t done = 0;

	for (unsigned tier = VB_TIER_POLICY; tier <= VB_TIER_CORE; tier++) {
		size_t blocked, next;

		while ((next = find_next(&sorting, tier, &blocked)) < count) {
			sorting.placed[next] = true;
			order[done++] = next;
		}
		if (blocked < count)
			return report_cycle(&sorting, arena, blocked, err);
	}
	if (count)
		memcpy(ret_indices, order, count * sizeof(*order));
	return 0;
}
