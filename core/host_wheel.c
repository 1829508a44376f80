/* SPDX-License-Identifier: MIT */
/* Wheels that plugins add: by their file, or told piece by piece. */
#include "core/host.h"

#include "core/image.h"
#include "core/image_crew.h"
#include "core/seed.h"
#include "core/url.h"
#include "core/wheel.h"

struct vb_host_wheel {
	const struct vb_host_plugin *plugin; /* whose it is */
	struct vb_seed_order order;
	bool is_tried; /* an attempt to unpack it was made */
};

static const struct {
	uint32_t theirs;
	unsigned ours;
} flag_rows[] = {
	{VENVB_WHEEL_REQUESTED, VB_SEED_REQUESTED},
	{VENVB_WHEEL_VERSIONED, VB_SEED_VERSIONED},
	{VENVB_WHEEL_LOCKED, VB_SEED_LOCKED},
	{VENVB_WHEEL_OVERLAYS, VB_SEED_OVERLAYS},
	{VENVB_WHEEL_ABSENT, VB_SEED_ABSENT},
};

/* False, with a reason kept, when one is not known. */
static bool take_flags(struct venvb_run *run, uint32_t flags, unsigned *ret_flags)
{
	unsigned taken = 0;

	for (size_t i = 0; i < VB_COUNT(flag_rows); i++) {
		if (flags & flag_rows[i].theirs)
			taken |= flag_rows[i].ours;
		flags &= ~flag_rows[i].theirs;
	}
	if (flags)
		vb_call_invalid(run, "unknown flags 0x%x", (unsigned)flags);
	else
		*ret_flags = taken;
	return !flags;
}

static bool is_time_for_packages(struct venvb_run *run)
{
	if (!vb_call_may_edit(run))
		return false;
	if (run->stage == vb_stage_find("packages"))
		return true;
	vb_call_invalid(run, "packages are added in the hooks of 'packages'");
	return false;
}

static int32_t plan(struct venvb_run *run, const struct vb_seed_order *order)
{
	vb_auto_err err = VB_ERR_INIT;
	int rc;

	vb_call_begin_work(run);
	rc = vb_seed_wheel(run->run, &run->plugin->plugin.actor, order, &err);
	vb_call_end_work();
	if (rc > 0)
		return vb_call_none(run, "the cache has no wheel with the SHA-256 %s",
			order->sha256 ? order->sha256 : "that is wanted");
	return vb_call_result(run, rc, &err);
}

int32_t vb_api_wheel_add(struct venvb_run *run, const char *path, uint64_t len, uint32_t flags)
{
	struct vb_seed_order order = {.flags = 0};
	vb_auto_buf text = VB_BUF_INIT;

	if (!vb_call_begin(run, "wheel_add") || !is_time_for_packages(run) ||
		!vb_call_text(run, "the path", path, len, &text))
		return VENVB_INVALID;
	if (text.data[0] != '/')
		return vb_call_invalid(run, "the path '%s' is not absolute", text.data);
	if (!take_flags(run, flags, &order.flags))
		return VENVB_INVALID;
	order.path = text.data;
	return plan(run, &order);
}

static struct vb_host_wheel *wheel_at(struct venvb_run *run, uint64_t number)
{
	struct vb_host *host = run->host;
	struct vb_host_wheel *wheel =
		number && number <= host->wheel_count ? host->wheels[number - 1] : NULL;

	if (wheel && wheel->plugin == run->plugin)
		return wheel;
	vb_call_invalid(run, "there is no wheel %ju", (uintmax_t)number);
	return NULL;
}

int32_t vb_api_wheel_new(struct venvb_run *run, uint64_t *ret_wheel)
{
	struct vb_host_wheel *wheel;
	struct vb_host *host;

	if (!vb_call_begin(run, "wheel_new"))
		return VENVB_INVALID;
	if (!ret_wheel)
		return vb_call_invalid(run, "there is no place for the result");
	host = run->host;
	wheel = vb_arena_one(host->arena, struct vb_host_wheel);
	wheel->plugin = run->plugin;
	host->wheels = vb_arena_grow(host->arena, host->wheels, host->wheel_count,
		&host->wheel_room, sizeof(struct vb_host_wheel *));
	host->wheels[host->wheel_count++] = wheel;
	*ret_wheel = host->wheel_count;
	return VENVB_OK;
}

/* The kinds of what is told, each with what is wrong with TEXT, or NULL. */
static const char *fault_of_path(const char *text)
{
	return *text == '/' ? NULL : "is not an absolute path";
}

static const char *fault_of_hash(const char *text)
{
	return vb_wheel_is_sha256(text, strlen(text))
		       ? NULL
		       : "is not a SHA-256: 64 hexadecimal digits, in lower case";
}

static const char *fault_of_text(const char *text)
{
	return *text ? NULL : "is empty";
}

static const struct {
	const char *what;
	size_t at; /* in struct vb_seed_order */
	const char *(*fault)(const char *text);
} members[] = {
	[VENVB_WHEEL_PATH] = {"the path", offsetof(struct vb_seed_order, path), fault_of_path},
	[VENVB_WHEEL_SHA256] = {"the hash", offsetof(struct vb_seed_order, sha256), fault_of_hash},
	[VENVB_WHEEL_NAME] = {"the name", offsetof(struct vb_seed_order, name), fault_of_text},
	[VENVB_WHEEL_VERSION] = {"the version", offsetof(struct vb_seed_order, version),
		fault_of_text},
	[VENVB_WHEEL_SOURCE] = {"the source", offsetof(struct vb_seed_order, source),
		fault_of_text},
	[VENVB_WHEEL_DIRECT_URL] = {"the direct URL", offsetof(struct vb_seed_order, direct_url),
		fault_of_text},
};

/* What is kept of it: of a URL no user and no password. */
static const char *keep(struct venvb_run *run, uint32_t what, const struct vb_buf *text)
{
	vb_auto_buf masked = VB_BUF_INIT;

	if (what != VENVB_WHEEL_SOURCE)
		return vb_arena_dup(run->host->arena, text->data, text->len);
	vb_url_add_masked(&masked, text->data);
	return vb_arena_dup(run->host->arena, masked.data, masked.len);
}

int32_t vb_api_wheel_set(
	struct venvb_run *run, uint64_t number, uint32_t what, const char *text, uint64_t len)
{
	vb_auto_buf bytes = VB_BUF_INIT;
	struct vb_host_wheel *wheel;
	const char *fault;

	if (!vb_call_begin(run, "wheel_set") || !(wheel = wheel_at(run, number)))
		return VENVB_INVALID;
	if (what >= VB_COUNT(members) || !members[what].what)
		return vb_call_none(run, "a wheel has no text number %u", (unsigned)what);
	if (!vb_call_text(run, members[what].what, text, len, &bytes))
		return VENVB_INVALID;
	fault = members[what].fault(bytes.data);
	if (fault)
		return vb_call_invalid(run, "%s '%s' %s", members[what].what, bytes.data, fault);
	*(const char **)((char *)&wheel->order + members[what].at) = keep(run, what, &bytes);
	wheel->order.image = NULL;
	return VENVB_OK;
}

int32_t vb_api_wheel_find(struct venvb_run *run, uint64_t number)
{
	struct vb_host_wheel *wheel;
	struct vb_seed_order *order;
	bool found;

	if (!vb_call_begin(run, "wheel_find") || !(wheel = wheel_at(run, number)))
		return VENVB_INVALID;
	order = &wheel->order;
	if (!order->sha256)
		return vb_call_invalid(run, "the wheel has no hash");
	if (order->image)
		return VENVB_OK;
	vb_call_begin_work(run);
	found = vb_image_of_hash(run->run, order->sha256, &order->image);
	vb_call_end_work();
	return found ? VENVB_OK
		     : vb_call_none(
			       run, "the cache has no wheel with the SHA-256 %s", order->sha256);
}

/* The wheels of a lock are many: those that PLUGIN has told of and that are yet to be unpacked are
 * unpacked at once, when the first of them is planned. */
static void unpack_all(struct venvb_run *run)
{
	struct vb_host *host = run->host;
	struct vb_crew_wheel *wheels =
		vb_arena_array(run->run->arena, host->wheel_count + 1, sizeof(*wheels));
	size_t count = 0;

	for (size_t i = 0; i < host->wheel_count; i++) {
		struct vb_host_wheel *wheel = host->wheels[i];

		if (wheel->plugin != run->plugin || wheel->is_tried || wheel->order.image ||
			!wheel->order.path || !wheel->order.sha256)
			continue;
		wheel->is_tried = true;
		wheels[count++] = (struct vb_crew_wheel){wheel->order.path, wheel->order.sha256};
	}
	if (count < 2)
		return;
	vb_call_begin_work(run);
	vb_image_crew(run->run, wheels, count);
	vb_call_end_work();
}

int32_t vb_api_wheel_plan(struct venvb_run *run, uint64_t number, uint32_t flags)
{
	struct vb_host_wheel *wheel;

	if (!vb_call_begin(run, "wheel_plan") || !is_time_for_packages(run) ||
		!(wheel = wheel_at(run, number)) || !take_flags(run, flags, &wheel->order.flags))
		return VENVB_INVALID;
	if (!wheel->order.path && !wheel->order.sha256 && !(wheel->order.flags & VB_SEED_ABSENT))
		return vb_call_invalid(run, "the wheel has neither a path nor a hash");
	if (wheel->order.flags & VB_SEED_LOCKED && !wheel->order.image)
		unpack_all(run);
	return plan(run, &wheel->order);
}
