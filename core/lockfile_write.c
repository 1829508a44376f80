/* SPDX-License-Identifier: MIT */
/* The two forms of a lock. TOML 1.0 for one; what pip reads, comments included, for the other. */
#include "core/lockfile.h"

#include "core/interp.h"
#include "core/tags.h"
#include "core/url.h"

/* --- what both say ---------------------------------------------------------------------------- */

static const char *implementation_of(const struct vb_lockfile *lockfile)
{
	const char *known = lockfile->environment->implementation;

	if (lockfile->interp)
		return lockfile->interp->implementation;
	return known ? known : "Python";
}

static const char *version_of(const struct vb_lockfile *lockfile, struct vb_arena *arena)
{
	if (lockfile->interp)
		return vb_interp_version(lockfile->interp, arena);
	return lockfile->environment->version;
}

/* "CPython 3.12.1", and what it takes. */
static void add_interpreter(
	const struct vb_lockfile *lockfile, struct vb_arena *arena, struct vb_buf *out)
{
	const char *version = version_of(lockfile, arena);
	const struct vb_libc libc = vb_libc_of_machine();

	vb_buf_addf(out, "# of %s %s", implementation_of(lockfile), version ? version : "");
	if (lockfile->interp) {
		vb_buf_adds(out, ", which takes ");
		vb_tags_describe(lockfile->interp, &libc, out);
	}
	vb_buf_addch(out, '\n');
}

/* A comment of one line, whatever is in TEXT. */
static void add_comment(struct vb_buf *out, const char *text)
{
	vb_buf_adds(out, "# ");
	for (; *text; text++)
		vb_buf_addch(out, (unsigned char)*text < ' ' || *text == 127 ? ' ' : *text);
	vb_buf_addch(out, '\n');
}

/* Whether PACKAGE can stand in a lock at all. */
static bool is_writable(const struct vb_locked *package)
{
	const struct vb_direct_url *direct = &package->direct;

	if (package->kind != VB_LOCKED_DIRECT)
		return package->kind != VB_LOCKED_UNKNOWN && package->sha256;
	if (direct->vcs)
		return direct->commit;
	return direct->is_directory || direct->hash;
}

/* --- pylock.toml ------------------------------------------------------------------------------ */

/* A basic string (TOML 1.0, "String"). */
static void add_string(struct vb_buf *out, const char *text)
{
	vb_buf_addch(out, '"');
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte == '"' || byte == '\\')
			vb_buf_addf(out, "\\%c", byte);
		else if (byte < ' ' || byte == 127)
			vb_buf_addf(out, "\\u%04x", byte);
		else
			vb_buf_addch(out, (char)byte);
	}
	vb_buf_addch(out, '"');
}

static void add_pair(struct vb_buf *out, const char *key, const char *value)
{
	vb_buf_addf(out, "%s = ", key);
	add_string(out, value);
	vb_buf_addch(out, '\n');
}

static void add_url_pair(struct vb_buf *out, const char *key, const char *url)
{
	vb_auto_buf masked = VB_BUF_INIT;

	vb_url_add_masked(&masked, url);
	add_pair(out, key, masked.data);
}

/* "{ name = …, url = …, hashes = { sha256 = … } }". A file that no index is known to have is looked
 * for beside the lock. */
static void add_file(const struct vb_locked *package, struct vb_buf *out)
{
	vb_buf_adds(out, "{ name = ");
	add_string(out, package->file);
	vb_buf_adds(out, package->url ? ", url = " : ", path = ");
	add_string(out, package->url ? package->url : package->file);
	vb_buf_adds(out, ", hashes = { sha256 = ");
	add_string(out, package->sha256);
	vb_buf_adds(out, " } }");
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The path in a file: URL (RFC 8089), else the URL. */
static const char *path_of(struct vb_arena *arena, const char *url)
{
	static const char scheme[] = "file://";
	vb_auto_buf path = VB_BUF_INIT;

	if (strncmp(url, scheme, strlen(scheme)) != 0)
		return url;
	for (const char *at = url + strlen(scheme); *at; at++) {
		int high = *at == '%' ? digit_of(at[1]) : -1;
		int low = high >= 0 ? digit_of(at[2]) : -1;

		vb_buf_addch(&path, low >= 0 ? (char)(high * 16 + low) : *at);
		at += low >= 0 ? 2 : 0;
	}
	return vb_arena_dup(arena, path.data, path.len);
}

static void add_direct(
	const struct vb_direct_url *direct, struct vb_arena *arena, struct vb_buf *out)
{
	if (direct->vcs) {
		vb_buf_adds(out, "[packages.vcs]\n");
		add_pair(out, "type", direct->vcs);
		add_url_pair(out, "url", direct->url);
		add_pair(out, "commit-id", direct->commit);
	} else if (direct->is_directory) {
		vb_buf_adds(out, "[packages.directory]\n");
		add_pair(out, "path", path_of(arena, direct->url));
		if (direct->is_editable)
			vb_buf_adds(out, "editable = true\n");
	} else {
		size_t len = strcspn(direct->hash, "=");

		vb_buf_adds(out, "[packages.archive]\n");
		add_url_pair(out, "url", direct->url);
		vb_buf_addf(out, "hashes = { %.*s = ", (int)len, direct->hash);
		add_string(out, direct->hash + len + (direct->hash[len] == '='));
		vb_buf_adds(out, " }\n");
	}
	if (direct->subdirectory)
		add_pair(out, "subdirectory", direct->subdirectory);
}

static void add_package(const struct vb_locked *package, struct vb_arena *arena, struct vb_buf *out)
{
	vb_buf_addch(out, '\n');
	if (!is_writable(package)) {
		add_comment(out, vb_lockfile_fault(arena, package));
		return;
	}
	vb_buf_adds(out, "[[packages]]\n");
	add_pair(out, "name", package->name);
	add_pair(out, "version", package->version);
	if (package->kind == VB_LOCKED_DIRECT) {
		add_direct(&package->direct, arena, out);
		return;
	}
	vb_buf_adds(out, package->kind == VB_LOCKED_WHEEL ? "wheels = [" : "sdist = ");
	add_file(package, out);
	vb_buf_adds(out, package->kind == VB_LOCKED_WHEEL ? "]\n" : "\n");
}

/* Its numbers alone: "3.12" of "3.12.1". */
static const char *series_of(struct vb_arena *arena, const char *version)
{
	const char *dot = strchr(version, '.');
	size_t len = dot ? (size_t)(dot - version) + 1 + strspn(dot + 1, "0123456789") : 0;

	return len ? vb_arena_dup(arena, version, len) : NULL;
}

void vb_lockfile_pylock(
	const struct vb_lockfile *lockfile, struct vb_arena *arena, struct vb_buf *out)
{
	const char *version = version_of(lockfile, arena);
	const char *series = version ? series_of(arena, version) : NULL;

	add_interpreter(lockfile, arena, out);
	add_pair(out, "lock-version", "1.0");
	if (series)
		add_pair(out, "requires-python", vb_arena_printf(arena, "==%s.*", series));
	add_pair(out, "created-by", "venvb");
	if (!lockfile->count)
		vb_buf_adds(out, "packages = []\n");
	for (size_t i = 0; i < lockfile->count; i++)
		add_package(&lockfile->packages[i], arena, out);
	vb_buf_adds(out, "\n[tool.venvb]\n");
	add_pair(out, "implementation", implementation_of(lockfile));
	if (version)
		add_pair(out, "python", version);
	if (lockfile->interp) {
		const struct vb_libc libc = vb_libc_of_machine();
		vb_auto_buf tags = VB_BUF_INIT;

		vb_tags_describe(lockfile->interp, &libc, &tags);
		add_pair(out, "tags", tags.data);
	}
}

/* --- requirements ----------------------------------------------------------------------------- */

/* What to give to pip apart, after the others. */
static void add_unhashed(
	const struct vb_locked *package, struct vb_arena *arena, struct vb_buf *out)
{
	const char *fault = vb_lockfile_fault(arena, package);

	if (package->kind == VB_LOCKED_DIRECT)
		fault = vb_arena_printf(arena, "%s, and has no hash: %s", fault,
			vb_direct_url_requirement(arena, package->name, &package->direct));
	add_comment(out, fault);
}

static void add_requirement(
	const struct vb_locked *package, struct vb_arena *arena, struct vb_buf *out)
{
	const struct vb_direct_url *direct = &package->direct;

	/* Beside requirements with hashes pip takes none without. */
	if (!is_writable(package) || (package->kind == VB_LOCKED_DIRECT && !direct->hash)) {
		add_unhashed(package, arena, out);
		return;
	}
	if (package->kind != VB_LOCKED_DIRECT) {
		vb_buf_addf(out, "%s==%s \\\n    --hash=sha256:%s\n", package->name,
			package->version, package->sha256);
		return;
	}
	vb_buf_adds(out, vb_direct_url_requirement(arena, package->name, direct));
	if (!direct->vcs) {
		size_t len = strcspn(direct->hash, "=");

		vb_buf_addf(out, " \\\n    --hash=%.*s:%s", (int)len, direct->hash,
			direct->hash + len + (direct->hash[len] == '='));
	}
	vb_buf_addch(out, '\n');
}

void vb_lockfile_requirements(
	const struct vb_lockfile *lockfile, struct vb_arena *arena, struct vb_buf *out)
{
	add_interpreter(lockfile, arena, out);
	for (size_t i = 0; i < lockfile->count; i++)
		add_requirement(&lockfile->packages[i], arena, out);
}
