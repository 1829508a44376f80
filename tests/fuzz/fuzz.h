/* SPDX-License-Identifier: MIT */
/*
 * What the fuzz targets have in common. Each is a file fuzz_NAME.c with one function, fuzz_one,
 * which takes any bytes and must neither crash nor leak; what must hold of the results besides is
 * asserted. Linked with libFuzzer (`make fuzz`), or with replay.c, which only runs the corpus and
 * simple changes of it.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/log.h"

/* Not assert: it holds in every build. */
#define HOLDS(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__,          \
				#condition);                                                       \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

void fuzz_one(struct vb_arena *arena, const char *data, size_t len);

/* It says nothing. */
extern const struct vb_log fuzz_log;

/* A piece of the input up to the next SEPARATOR, as a text in the arena; NULL at the end. What
 * stands behind a NUL in it is lost. */
char *fuzz_next(struct vb_arena *arena, const char **data, size_t *len, char separator);
/* A file without a name that holds DATA, at its beginning. */
int fuzz_file(const char *data, size_t len);
/* A directory for this process, empty at first, and its path. */
int fuzz_directory(const char **ret_path);
/* Puts DATA into the file NAME in the directory. */
void fuzz_put(int dirfd, const char *name, const char *data, size_t len);

#endif
