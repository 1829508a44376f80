/* SPDX-License-Identifier: MIT */
/* Shared objects before they are loaded, and the descriptor of a plugin out of any bytes. */
#include "core/elf.h"
#include "core/elf_dynamic.h"
#include "tests/fuzz/fuzz.h"

#include <unistd.h>

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	vb_auto_err err = VB_ERR_INIT, unread = VB_ERR_INIT, none = VB_ERR_INIT;
	struct vb_elf_dynamic dynamic;
	unsigned char bytes[64];
	int fd = fuzz_file(data, len);

	if (vb_elf_check(fd, "input", &err) == 0) {
		const struct vb_elf_bytes first = {bytes, sizeof(bytes)};

		if (vb_elf_read_dynamic(arena, fd, "input", &dynamic, &unread) == 0)
			for (size_t i = 0; i < dynamic.symbol_count; i++)
				HOLDS(dynamic.symbols[i].name);
		vb_elf_read_bytes(fd, "input", "venvb_plugin", first, &none);
	}
	close(fd);
}
