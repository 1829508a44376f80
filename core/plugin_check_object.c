/* SPDX-License-Identifier: MIT */
/* The checks of a plugin's file: what it is, what it exports and asks for, that it loads. */
#include "core/plugin_check.h"

#include "core/elf.h"
#include "core/elf_dynamic.h"

#include <dlfcn.h>
#include <link.h>

static const char symbol[] = "venvb_plugin";

void vb_check_object(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	vb_auto_err err = VB_ERR_INIT;

	(void)check;
	if (vb_elf_check(subject->file->fd, subject->file->path, &err) < 0)
		vb_check_complain(child, "%s", err.msg);
}

static bool read_dynamic(
	struct vb_child *child, const struct vb_subject *subject, struct vb_elf_dynamic *dynamic)
{
	vb_auto_err err = VB_ERR_INIT;

	if (vb_elf_read_dynamic(
		    subject->arena, subject->file->fd, subject->file->path, dynamic, &err) == 0)
		return true;
	vb_check_complain(child, "%s", err.msg);
	return false;
}

void vb_check_exports(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_elf_dynamic dynamic;
	bool has_symbol = false;

	(void)check;
	if (!read_dynamic(child, subject, &dynamic))
		return;
	for (size_t i = 0; i < dynamic.symbol_count; i++) {
		const struct vb_elf_symbol *found = &dynamic.symbols[i];

		if (!found->is_defined)
			continue;
		if (!strcmp(found->name, symbol))
			has_symbol = true;
		else
			vb_check_complain(child, "it exports '%s' too", found->name);
	}
	if (!has_symbol)
		vb_check_complain(child, "it does not export '%s'", symbol);
}

void vb_check_memory_map(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_elf_dynamic dynamic;

	(void)check;
	if (!read_dynamic(child, subject, &dynamic))
		return;
	if (dynamic.has_text_relocations)
		vb_check_complain(child, "its code has relocations (TEXTREL)");
	if (dynamic.has_executable_stack)
		vb_check_complain(child, "it wants a stack that can be executed");
	if (dynamic.has_writable_code)
		vb_check_complain(child, "it has a segment that can be written and executed");
}

const void *vb_check_load(
	struct vb_child *child, const struct vb_subject *subject, size_t *ret_size)
{
	const ElfW(Sym) *entry = NULL;
	void *object, *found, *extra = NULL;
	Dl_info info;

	vb_child_doing(child, "while it was loaded");
	object = dlopen(subject->file->path, RTLD_NOW | RTLD_LOCAL);
	if (!object) {
		vb_check_complain(child, "it cannot be loaded: %s", dlerror());
		return NULL;
	}
	found = dlsym(object, symbol);
	if (!found) {
		vb_check_complain(child, "it does not export '%s'", symbol);
		return NULL;
	}
	if (dladdr1(found, &info, &extra, RTLD_DL_SYMENT) && extra)
		entry = extra;
	*ret_size = entry && ELF64_ST_TYPE(entry->st_info) == STT_OBJECT ? entry->st_size : 0;
	return found;
}

void vb_check_loads(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	size_t size;

	(void)check;
	vb_check_load(child, subject, &size);
}

/* Whether one of the libraries that the plugin itself names, or one of theirs, has it. */
static bool is_found(void *const *libraries, const char *name)
{
	for (; *libraries; libraries++) {
		dlerror();
		if (dlsym(*libraries, name) || !dlerror())
			return true;
	}
	return false;
}

void vb_check_imports(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_elf_dynamic dynamic;
	void **libraries;
	size_t count = 0, size;

	(void)check;
	if (!read_dynamic(child, subject, &dynamic) || !vb_check_load(child, subject, &size))
		return;
	while (dynamic.needed[count])
		count++;
	libraries = vb_arena_array(subject->arena, count + 1, sizeof(void *));
	count = 0;
	for (size_t i = 0; dynamic.needed[i]; i++) {
		libraries[count] = dlopen(dynamic.needed[i], RTLD_LAZY | RTLD_NOLOAD);
		count += libraries[count] != NULL;
	}
	for (size_t i = 0; i < dynamic.symbol_count; i++) {
		const struct vb_elf_symbol *wanted = &dynamic.symbols[i];

		if (!wanted->is_defined && !wanted->is_weak && !is_found(libraries, wanted->name))
			vb_check_complain(child,
				"'%s' comes from none of the libraries that it is linked with, but "
				"from this program or one that it uses",
				wanted->name);
	}
}

/* What changes the whole process for good, and cannot be seen from outside. */
static const struct {
	const char *symbol, *name;
} globals[] = {
	{"__register_atfork", "pthread_atfork"},
	{"pthread_atfork", "pthread_atfork"},
	{"on_exit", "on_exit"},
	{"_ZSt13set_terminatePFvvE", "std::set_terminate"},
	{"_ZSt15set_new_handlerPFvvE", "std::set_new_handler"},
	{"_ZNSt6locale6globalERKS_", "std::locale::global"},
	{"_ZNSt8ios_base15sync_with_stdioEb", "std::ios_base::sync_with_stdio"},
};

void vb_check_globals(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_elf_dynamic dynamic;

	(void)check;
	if (!read_dynamic(child, subject, &dynamic))
		return;
	for (size_t i = 0; i < dynamic.symbol_count; i++)
		for (size_t k = 0; k < VB_COUNT(globals); k++)
			if (!dynamic.symbols[i].is_defined &&
				!strcmp(dynamic.symbols[i].name, globals[k].symbol))
				vb_check_complain(child, "it uses %s", globals[k].name);
}
