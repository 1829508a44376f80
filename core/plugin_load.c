/* SPDX-License-Identifier: MIT */
/* From a trusted file to a descriptor: its headers, the loader, the one symbol. */
#include "core/host.h"

#include "core/conduct.h"
#include "core/elf.h"
#include "core/elf_dynamic.h"
#include "core/guard.h"

#include <dlfcn.h>
#include <link.h>

enum { LOADING_SECONDS = 60 };

static const char symbol[] = "venvb_plugin";

/* The loader's reason, without the path that it puts in front. */
static const char *loader_reason(const char *path)
{
	const char *reason = dlerror();
	size_t len = strlen(path);

	if (!reason)
		return "the loader gives no reason";
	if (!strncmp(reason, path, len) && !strncmp(reason + len, ": ", 2))
		return reason + len + 2;
	return reason;
}

/* How many bytes the object itself says that the symbol at ADDRESS has: the descriptor's own word
 * is held against that. */
static size_t symbol_size(const void *address)
{
	const ElfW(Sym) *entry = NULL;
	void *found = NULL;
	Dl_info info;

	if (!dladdr1(address, &info, &found, RTLD_DL_SYMENT) || !found)
		return 0;
	entry = found;
	return ELF64_ST_TYPE(entry->st_info) == STT_OBJECT ? (size_t)entry->st_size : 0;
}

int vb_plugin_peek(const struct vb_plugin_file *file, uint32_t *ret_flags, struct vb_err *err)
{
	struct venvb_plugin head = {.flags = 0};
	const struct vb_elf_bytes bytes = {&head, offsetof(struct venvb_plugin, name)};
	int rc = vb_elf_check(file->fd, file->path, err);

	if (rc == 0)
		rc = vb_elf_read_bytes(file->fd, file->path, symbol, bytes, err);
	if (rc < 0)
		return rc;
	*ret_flags = head.magic == VENVB_MAGIC ? head.flags : 0;
	return 0;
}

int vb_plugin_load(struct vb_arena *arena, const struct vb_plugin_file *file,
	struct vb_descriptor *ret_descriptor, struct vb_err *err)
{
	struct vb_descriptor_source source = {.file = file->path, .name = file->name};
	/* A constructor may do anything. */
	const struct vb_guard guard = {.policy = file->policy,
		.plugin = file->name,
		.moment = "loading",
		.seconds = LOADING_SECONDS,
		.level = VB_NOTICE};
	void *object;
	int rc = vb_elf_check(file->fd, file->path, err);

	if (rc < 0)
		return rc;
	/* Never closed: what a plugin has started may outlive its last hook. */
	vb_conduct_watch();
	vb_guard_install();
	vb_guard_enter(&guard);
	object = dlopen(file->path, RTLD_NOW | RTLD_LOCAL);
	vb_guard_leave();
	vb_conduct_restore();
	if (!object)
		return vb_err_set(err, VB_EPLUGIN, "'%s' cannot be loaded: %s", file->path,
			loader_reason(file->path));
	source.data = dlsym(object, symbol);
	if (!source.data)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' is no plugin of venvb: it does not export '%s'", file->path, symbol);
	source.available = symbol_size(source.data);
	return vb_descriptor_read(arena, &source, ret_descriptor, err);
}
