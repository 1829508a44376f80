/* SPDX-License-Identifier: MIT */
/* Reading direct_url.json, and writing the requirement that it stands for. */
#include "core/direct_url.h"

#include "core/descent.h"
#include "core/fsat.h"
#include "core/json.h"
#include "core/path.h"
#include "core/url.h"

enum { LARGEST = 64 * 1024 };

/* A line holds nothing that would end it, or begin another word of pip's. */
static bool is_plain(const char *text)
{
	for (; text && *text; text++)
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			return false;
	return true;
}

/* What a URL can only have encoded (RFC 3986, section 2.1), though pip has written it as it is. */
static const char *encode(struct vb_arena *arena, const char *text)
{
	vb_auto_buf out = VB_BUF_INIT;

	if (!text || is_plain(text))
		return text;
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			vb_buf_addf(&out, "%%%02X", (unsigned char)*text);
		else
			vb_buf_addch(&out, *text);
	return vb_arena_dup(arena, out.data, out.len);
}

static void take_vcs(struct vb_arena *arena, const json_t *info, struct vb_direct_url *direct)
{
	direct->vcs = vb_json_member(info, "vcs", arena);
	direct->commit = vb_json_member(info, "commit_id", arena);
}

static int take(struct vb_arena *arena, const json_t *json, struct vb_direct_url *direct)
{
	const json_t *dir = json_object_get(json, "dir_info");

	*direct = (struct vb_direct_url){.url = encode(arena, vb_json_member(json, "url", arena)),
		.subdirectory = encode(arena, vb_json_member(json, "subdirectory", arena)),
		.hash = vb_json_member(json_object_get(json, "archive_info"), "hash", arena),
		.is_directory = json_is_object(dir),
		.is_editable = json_is_true(json_object_get(dir, "editable"))};
	take_vcs(arena, json_object_get(json, "vcs_info"), direct);
	return direct->url && *direct->url && is_plain(direct->vcs) && is_plain(direct->commit) ? 0
												: 1;
}

int vb_direct_url_parse(
	struct vb_arena *arena, const char *text, size_t len, struct vb_direct_url *ret_direct)
{
	struct vb_direct_url direct;
	vb_auto_err ignored = VB_ERR_INIT;
	json_auto_t *json = NULL;

	if (vb_json_parse(text, len, "direct_url.json", &json, &ignored) < 0 ||
		take(arena, json, &direct) != 0)
		return 1;
	*ret_direct = direct;
	return 0;
}

int vb_direct_url_read(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	struct vb_direct_url *ret_direct)
{
	const char *path = vb_path_join(arena, package->dist_info, "direct_url.json"), *name;
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_descent descent;
	int fd;

	vb_descent_init(&descent, root_fd);
	fd = vb_descent_enter_parent(&descent, path, &name, &ignored);
	if (fd < 0 || vb_fsat_read(fd, name, LARGEST, true, &text, &ignored) != 0)
		return 1;
	return vb_direct_url_parse(arena, text.data, text.len, ret_direct);
}

const char *vb_direct_url_requirement(
	struct vb_arena *arena, const char *name, const struct vb_direct_url *direct)
{
	vb_auto_buf out = VB_BUF_INIT;

	if (direct->is_editable)
		vb_buf_adds(&out, "-e ");
	else
		vb_buf_addf(&out, "%s @ ", name);
	if (direct->vcs)
		vb_buf_addf(&out, "%s+", direct->vcs);
	vb_url_add_masked(&out, direct->url);
	if (direct->vcs && direct->commit)
		vb_buf_addf(&out, "@%s", direct->commit);
	if (direct->subdirectory)
		vb_buf_addf(&out, "#subdirectory=%s", direct->subdirectory);
	return vb_arena_dup(arena, out.data, out.len);
}
