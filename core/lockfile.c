/* SPDX-License-Identifier: MIT */
/* What this machine knows of where the packages of an environment came from. */
#include "core/lockfile.h"

#include "core/cache.h"
#include "core/descent.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/json.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/provenance.h"
#include "core/run.h"
#include "core/version.h"
#include "core/wheel.h"

#include <dirent.h>
#include <fcntl.h>

enum { MOST_METADATA = 1024 * 1024 };

/* --- the name of the wheel -------------------------------------------------------------------- */

/* One part of the tags, each word once: "py2.py3". */
struct words {
	struct vb_buf text;
};

static void add_word(struct words *words, const char *word, size_t len)
{
	const char *at = words->text.len ? words->text.data : "";

	while (*at) {
		size_t next = strcspn(at, ".");

		if (next == len && !memcmp(at, word, len))
			return;
		at += next + (at[next] == '.');
	}
	if (words->text.len)
		vb_buf_addch(&words->text, '.');
	vb_buf_add(&words->text, word, len);
}

/* "py3-none-any" into its three parts; what has others is passed over. */
static void add_tag(struct words *words, const char *tag, size_t len)
{
	const char *first = memchr(tag, '-', len), *second;

	if (!first)
		return;
	second = memchr(first + 1, '-', len - (size_t)(first + 1 - tag));
	if (!second)
		return;
	add_word(&words[0], tag, (size_t)(first - tag));
	add_word(&words[1], first + 1, (size_t)(second - first - 1));
	add_word(&words[2], second + 1, len - (size_t)(second + 1 - tag));
}

static bool read_metadata(const struct vb_environment *environment,
	const struct vb_installed *installed, struct vb_arena *arena, const char *file,
	struct vb_buf *text)
{
	const char *path = vb_path_join(arena, installed->dist_info, file), *name;
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_descent descent;
	int fd;

	vb_descent_init(&descent, environment->fd);
	fd = vb_descent_enter_parent(&descent, path, &name, &ignored);
	return fd >= 0 && vb_fsat_read(fd, name, MOST_METADATA, true, text, &ignored) == 0;
}

/* The value of "KEY: VALUE" when the line is of that key, and its length. */
static const char *value_of(const char *line, size_t len, const char *key, size_t *ret_len)
{
	size_t skip = strlen(key);

	if (len < skip || strncasecmp(line, key, skip) != 0)
		return NULL;
	while (skip < len && (line[skip] == ' ' || line[skip] == '\t'))
		skip++;
	while (len > skip && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	*ret_len = len - skip;
	return line + skip;
}

/* As the file was called, from what its WHEEL says (binary distribution format, "File name
 * convention"); NULL when it does not say. */
static const char *name_wheel(const struct vb_environment *environment,
	const struct vb_installed *installed, struct vb_arena *arena)
{
	const char *stem = vb_path_base(installed->dist_info);
	struct words words[3] = {{VB_BUF_INIT}, {VB_BUF_INIT}, {VB_BUF_INIT}};
	vb_auto_buf text = VB_BUF_INIT, build = VB_BUF_INIT;
	const char *name = NULL, *value;

	if (!read_metadata(environment, installed, arena, "WHEEL", &text))
		return NULL;
	for (const char *line = text.data; line && *line;) {
		size_t len = strcspn(line, "\n"), value_len;

		value = value_of(line, len, "Tag:", &value_len);
		if (value)
			add_tag(words, value, value_len);
		value = value_of(line, len, "Build:", &value_len);
		if (value && value_len)
			vb_buf_addf(&build, "-%.*s", (int)value_len, value);
		line += len + (line[len] == '\n');
	}
	if (words[0].text.len)
		name = vb_arena_printf(arena, "%.*s%s-%s-%s-%s.whl",
			(int)(strlen(stem) - strlen(".dist-info")), stem,
			build.len ? build.data : "", words[0].text.data, words[1].text.data,
			words[2].text.data);
	for (size_t i = 0; i < VB_COUNT(words); i++)
		vb_buf_done(&words[i].text);
	return name;
}

/* --- the cache -------------------------------------------------------------------------------- */

/* The name, normalized, and the version in the metadata of an image: cheaper than opening it. */
static bool read_name(const struct vb_run *run, const char *sha256, const char **ret_name,
	const char **ret_version)
{
	const char *path = vb_arena_printf(run->arena, "images/%s/current/meta.json", sha256);
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err ignored = VB_ERR_INIT;
	json_auto_t *json = NULL;
	const char *name;

	if (vb_fsat_read(run->cache->fd, path, MOST_METADATA, true, &text, &ignored) != 0 ||
		vb_json_parse(text.data, text.len, path, &json, &ignored) < 0)
		return false;
	name = vb_json_member(json, "name", run->arena);
	*ret_version = vb_json_member(json, "version", run->arena);
	if (!name || !*ret_version)
		return false;
	*ret_name = vb_plan_normalize_name(run->arena, name);
	return true;
}

static bool is_unknown(const struct vb_locked *package)
{
	return package->kind == VB_LOCKED_WHEEL && !package->sha256;
}

static void look_into_image(
	struct vb_run *run, const struct vb_lockfile *lockfile, const char *sha256)
{
	const char *name, *version;
	const struct vb_image *image;

	if (!read_name(run, sha256, &name, &version))
		return;
	for (size_t i = 0; i < lockfile->count; i++) {
		struct vb_locked *package = &lockfile->packages[i];

		if (is_unknown(package) && !strcmp(name, package->name) &&
			vb_version_is_same(version, package->version) &&
			vb_image_of_hash(run, sha256, &image) &&
			vb_provenance_is(run->arena, lockfile->environment, package->installed,
				image, false))
			package->sha256 = vb_arena_str(run->arena, sha256);
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_unknown(const struct vb_lockfile *lockfile)
{
	for (size_t i = 0; i < lockfile->count; i++)
		if (is_unknown(&lockfile->packages[i]))
			return true;
	return false;
}

/* In byte order, so that the same cache gives the same lock. */
static void look_into_cache(struct vb_run *run, const struct vb_lockfile *lockfile)
{
	const char **names = NULL;
	size_t count = 0, room = 0;
	DIR *dir = NULL;
	int fd = run->cache->path && has_unknown(lockfile)
			 ? openat(run->cache->fd, "images",
				   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
			 : -1;

	if (fd >= 0)
		dir = fdopendir(fd);
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(dir));) {
		if (strlen(entry->d_name) != 64)
			continue;
		names = vb_arena_grow(run->arena, names, count, &room, sizeof(*names));
		names[count++] = vb_arena_str(run->arena, entry->d_name);
	}
	closedir(dir);
	if (count)
		qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 0; i < count; i++)
		look_into_image(run, lockfile, names[i]);
}

/* --- all of it -------------------------------------------------------------------------------- */

/* What the receipt says of PACKAGE, as long as it is what is installed: somebody may have installed
 * the same version from elsewhere since. */
static const struct vb_receipt_package *find_seeded(struct vb_run *run,
	const struct vb_environment *environment, const struct vb_environment_package *package,
	const char **ret_why)
{
	const struct vb_receipt_package *seeded = package->seeded;
	const struct vb_image *image;

	if (!seeded || !package->sha256 || !vb_environment_is_ours(environment))
		return NULL;
	*ret_why = "has a hash in the receipt, which the cache does not have to compare with";
	if (!vb_image_of_hash(run, package->sha256, &image))
		return NULL;
	*ret_why = "is not what it was made with any more";
	return vb_provenance_is(
		       run->arena, environment, &package->installed, image, seeded->overlays)
		       ? seeded
		       : NULL;
}

/* The wheel there may order its tags otherwise than its WHEEL does. */
static const char *name_in_url(struct vb_arena *arena, const char *url)
{
	const char *path = vb_arena_dup(arena, url, strcspn(url, "?#"));

	return vb_path_base(path);
}

static bool is_wheel(const char *file)
{
	size_t len = strlen(file);

	return len > 4 && !strcmp(file + len - 4, ".whl");
}

/* It was built here, and nobody else has the wheel: the source is what can be named, by the hash
 * that its URL ends in. */
static void describe_source(struct vb_arena *arena, const char *source, struct vb_locked *locked)
{
	static const char mark[] = "#sha256=";
	const char *hash = strstr(source, mark);

	locked->kind = VB_LOCKED_SDIST;
	locked->file = name_in_url(arena, source);
	locked->url = vb_arena_dup(arena, source, strcspn(source, "#"));
	if (hash && vb_wheel_is_sha256(hash + strlen(mark), strlen(hash + strlen(mark))))
		locked->sha256 = hash + strlen(mark);
}

static void describe(struct vb_run *run, const struct vb_environment *environment,
	const struct vb_environment_package *package, struct vb_locked *ret_locked)
{
	const struct vb_installed *installed = &package->installed;
	const struct vb_receipt_package *seeded;

	*ret_locked = (struct vb_locked){
		.installed = installed,
		.name = installed->name,
		.version = installed->version,
	};
	if (vb_direct_url_read(run->arena, environment->fd, installed, &ret_locked->direct) == 0) {
		ret_locked->kind = VB_LOCKED_DIRECT;
		return;
	}
	ret_locked->file = name_wheel(environment, installed, run->arena);
	if (!ret_locked->file)
		return;
	ret_locked->kind = VB_LOCKED_WHEEL;
	seeded = find_seeded(run, environment, package, &ret_locked->why);
	if (!seeded)
		return;
	if (seeded->source && !is_wheel(name_in_url(run->arena, seeded->source))) {
		describe_source(run->arena, seeded->source, ret_locked);
		return;
	}
	ret_locked->is_seeded = !seeded->locked && !seeded->source;
	ret_locked->sha256 = seeded->sha256;
	ret_locked->url = seeded->source;
	if (ret_locked->url)
		ret_locked->file = name_in_url(run->arena, ret_locked->url);
}

static int compare_packages(const void *a, const void *b)
{
	const struct vb_locked *one = a, *other = b;

	return strcmp(one->name, other->name);
}

/* What came before .dist-info is named at least. */
static int add_eggs(struct vb_run *run, struct vb_lockfile *lockfile, const char *site,
	size_t *room, struct vb_err *err)
{
	const struct vb_installed *eggs;
	size_t count;
	int rc = vb_installed_list_eggs(
		run->arena, lockfile->environment->fd, site, &eggs, &count, err);

	for (size_t i = 0; rc == 0 && i < count; i++) {
		lockfile->packages = vb_arena_grow(run->arena, lockfile->packages, lockfile->count,
			room, sizeof(*lockfile->packages));
		lockfile->packages[lockfile->count++] = (struct vb_locked){.installed = &eggs[i],
			.name = eggs[i].name,
			.version = eggs[i].version,
			.why = "was installed without a .dist-info directory"};
	}
	return rc;
}

static int add_packages(struct vb_run *run, struct vb_lockfile *lockfile, struct vb_err *err)
{
	const struct vb_environment *environment = lockfile->environment;
	const char *const *sites;
	size_t room = environment->package_count + 1;
	int rc = vb_installed_sites(run->arena, environment->fd, &sites, err);

	lockfile->packages = vb_arena_array(run->arena, room, sizeof(*lockfile->packages));
	for (size_t i = 0; i < environment->package_count; i++) {
		struct vb_locked *package = &lockfile->packages[lockfile->count];

		describe(run, environment, &environment->packages[i], package);
		if (!package->is_seeded || lockfile->has_seeded)
			lockfile->count++;
		else
			vb_notice(run->log,
				"%s %s is left out: %s has put it there, and does so again "
				"(--seeded takes it)",
				package->name, package->version, environment->packages[i].by);
	}
	for (; rc == 0 && *sites; sites++)
		rc = add_eggs(run, lockfile, *sites, &room, err);
	return rc;
}

int vb_lockfile_gather(struct vb_run *run, struct vb_lockfile *lockfile, struct vb_err *err)
{
	int rc = add_packages(run, lockfile, err);

	if (rc < 0)
		return rc;
	qsort(lockfile->packages, lockfile->count, sizeof(*lockfile->packages), compare_packages);
	for (size_t i = 1; i < lockfile->count; i++)
		if (!strcmp(lockfile->packages[i].name, lockfile->packages[i - 1].name))
			return vb_err_set(err, VB_EFAIL,
				"'%s' is installed twice, as '%s' and as '%s': remove one",
				lockfile->packages[i].name,
				lockfile->packages[i - 1].installed->dist_info,
				lockfile->packages[i].installed->dist_info);
	look_into_cache(run, lockfile);
	return 0;
}

const char *vb_lockfile_fault(struct vb_arena *arena, const struct vb_locked *package)
{
	const struct vb_direct_url *direct = &package->direct;
	const char *what = NULL;

	if (package->kind == VB_LOCKED_DIRECT && direct->is_editable)
		what = "is editable";
	else if (package->kind == VB_LOCKED_DIRECT && direct->is_directory)
		what = "came from a directory";
	else if (package->kind == VB_LOCKED_DIRECT && direct->vcs)
		what = "came from version control";
	else if (package->kind == VB_LOCKED_DIRECT && !direct->hash)
		what = "came from an archive of unknown hash";
	else if (package->kind == VB_LOCKED_SDIST)
		what = "was built from source";
	else if (package->kind != VB_LOCKED_DIRECT && !package->sha256)
		what = package->why ? package->why : "has no wheel that is known";
	return what ? vb_arena_printf(arena, "%s%s%s %s", package->name,
			      *package->version ? " " : "", package->version, what)
		    : NULL;
}
