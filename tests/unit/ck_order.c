/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/buf.h"
#include "core/order.h"

enum { MOST = 6 };

#define NAMES(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}
#define ITEM(name, tier)                                                                           \
	{                                                                                          \
		{name, VB_TIER_##tier}, NULL, NULL                                                 \
	}
#define BEFORE(name, ...)                                                                          \
	{                                                                                          \
		{name, VB_TIER_USER}, NAMES(__VA_ARGS__), NULL                                     \
	}
#define AFTER(name, ...)                                                                           \
	{                                                                                          \
		{name, VB_TIER_USER}, NULL, NAMES(__VA_ARGS__)                                     \
	}

static const struct {
	const char *what;
	struct vb_order_item items[MOST];
	const char *expected; /* or what the error must end in */
} orders[] = {
	{"as given", {ITEM("c", USER), ITEM("a", USER), ITEM("b", USER)}, "c a b"},
	{"tiers first",
		{ITEM("file", FILE), ITEM("user", USER), ITEM("policy", POLICY),
			ITEM("system", SYSTEM)},
		"policy system user file"},
	{"after", {AFTER("a", "c"), ITEM("b", USER), ITEM("c", USER)}, "b c a"},
	{"before", {ITEM("a", USER), ITEM("b", USER), BEFORE("c", "a")}, "b c a"},
	{"both say it", {AFTER("a", "b"), BEFORE("b", "a")}, "b a"},
	{"absent names", {BEFORE("a", "x"), AFTER("b", "y", "z")}, "a b"},
	{"names of another tier", {BEFORE("a", "b"), ITEM("b", SYSTEM)}, "b a"},
	{"a chain", {AFTER("a", "b"), AFTER("b", "c"), AFTER("c", "d"), ITEM("d", USER)},
		"d c b a"},
	{"two in a circle", {BEFORE("a", "b"), BEFORE("b", "a")}, "next: b -> a -> b"},
	{"a circle behind a tail",
		{ITEM("x", USER), BEFORE("c", "a"), BEFORE("a", "b"), BEFORE("b", "c", "t"),
			ITEM("t", USER)},
		"next: b -> c -> a -> b"},
};

static size_t count_items(const struct vb_order_item *items)
{
	size_t count = 0;

	while (count < MOST && items[count].actor.name)
		count++;
	return count;
}

START_TEST(orders_by_tier_place_and_name)
{
	const struct vb_order_item *items = orders[_i].items;
	struct vb_arena *arena = vb_arena_new();
	size_t count = count_items(items), indices[MOST];
	vb_auto_buf got = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	const char *expected = orders[_i].expected;
	bool circle = strstr(expected, "->");
	int rc = vb_order_sort(arena, items, count, indices, &err);

	ck_assert_int_eq(rc, circle ? -VB_EUSAGE : 0);
	for (size_t i = 0; !circle && i < count; i++)
		vb_buf_addf(&got, "%s%s", i ? " " : "", items[indices[i]].actor.name);
	if (circle)
		vb_buf_adds(&got, strstr(err.msg, "next: "));
	ck_assert_msg(!strcmp(got.data, expected), "%s: %s", orders[_i].what, got.data);
	vb_arena_free(arena);
}
END_TEST

START_TEST(refuses_who_names_itself)
{
	const struct vb_order_item items[] = {ITEM("b", USER), BEFORE("a", "a")};
	struct vb_arena *arena = vb_arena_new();
	vb_auto_err err = VB_ERR_INIT;
	size_t indices[2];

	ck_assert_int_eq(vb_order_sort(arena, items, 2, indices, &err), -VB_EPLUGIN);
	ck_assert_str_eq(err.msg,
		"the plugin 'a' wants to run before or after itself: leave its own name out of "
		"'before' and 'after'");
	vb_arena_free(arena);
}
END_TEST

START_TEST(orders_nothing)
{
	struct vb_arena *arena = vb_arena_new();
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_order_sort(arena, NULL, 0, NULL, &err), 0);
	vb_arena_free(arena);
}
END_TEST

Suite *suite_order(void)
{
	Suite *suite = suite_create("order");
	TCase *tcase = tcase_create("order");

	tcase_add_loop_test(tcase, orders_by_tier_place_and_name, 0, (int)VB_COUNT(orders));
	tcase_add_test(tcase, refuses_who_names_itself);
	tcase_add_test(tcase, orders_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}
