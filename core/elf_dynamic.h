/* SPDX-License-Identifier: MIT */
/*
 * What a shared object offers and asks for, read from its file: the dynamic symbol table, the
 * libraries it needs, and what it wants of memory. System V ABI, "Dynamic Linking". Offsets are
 * held against the file; what is not there reads as absent.
 */
#ifndef VB_ELF_DYNAMIC_H
#define VB_ELF_DYNAMIC_H

#include "core/arena.h"
#include "core/err.h"

struct vb_elf_symbol {
	const char *name;
	bool is_defined; /* for others to use; else asked for */
	bool is_weak;    /* need not be found */
};

struct vb_elf_dynamic {
	const struct vb_elf_symbol *symbols;
	size_t symbol_count;
	const char *const *needed; /* NULL-terminated: DT_NEEDED */
	bool has_text_relocations;
	bool has_executable_stack;
	bool has_writable_code; /* a segment that is both */
};

/* FD is that of an object that vb_elf_check has passed. */
int vb_elf_read_dynamic(struct vb_arena *arena, int fd, const char *name,
	struct vb_elf_dynamic *ret_dynamic, struct vb_err *err);

/*
 * The first bytes of what an object exports as SYMBOL, as the file has them: before any relocation,
 * and before any of its code has run. Returns 1, or 0 when there are none.
 */
struct vb_elf_bytes {
	void *data;
	size_t len;
};
int vb_elf_read_bytes(int fd, const char *name, const char *symbol, struct vb_elf_bytes bytes,
	struct vb_err *err);

#endif
