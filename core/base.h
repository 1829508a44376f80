/* SPDX-License-Identifier: MIT */
/*
 * The words every file of the core may use: attributes, scope cleanup, and the list of
 * functions that nobody may call. Nothing else belongs here.
 */
#ifndef VB_BASE_H
#define VB_BASE_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VB_PRINTF(string, first) __attribute__((format(printf, string, first)))
#define VB_MUST_USE __attribute__((warn_unused_result))
#define VB_UNUSED __attribute__((unused))
#define VB_NORETURN __attribute__((noreturn))
#define VB_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Scope cleanup. Initialise at the declaration; never in a function that also uses goto. */
static inline void vb_close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
static inline void vb_close_dir(DIR *const *dir)
{
	if (*dir)
		closedir(*dir);
}
static inline void vb_free_pointer(void *pointer)
{
	free(*(void **)pointer);
}
#define vb_auto_fd __attribute__((cleanup(vb_close_fd))) int
#define vb_auto_dir __attribute__((cleanup(vb_close_dir))) DIR *
#define vb_auto_free __attribute__((cleanup(vb_free_pointer)))

/* Takes a descriptor out of a vb_auto_fd, which then closes nothing. */
static inline int vb_steal_fd(int *fd)
{
	int stolen = *fd;

	*fd = -1;
	return stolen;
}

/* Ends the program when memory does. The one policy for it, and the one place. */
VB_NORETURN void vb_oom(void);

#define VB_BANNED(name) vb_banned_function_##name
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef stpcpy
#undef sprintf
#undef vsprintf
#undef strtok
#undef atoi
#undef atol
#undef gmtime
#undef localtime
#undef mktemp
#undef tmpnam
#define strcpy(a, b) VB_BANNED(strcpy)
#define strcat(a, b) VB_BANNED(strcat)
#define strncpy(a, b, c) VB_BANNED(strncpy)
#define strncat(a, b, c) VB_BANNED(strncat)
#define stpcpy(a, b) VB_BANNED(stpcpy)
#define sprintf(...) VB_BANNED(sprintf)
#define vsprintf(...) VB_BANNED(vsprintf)
#define strtok(a, b) VB_BANNED(strtok)
#define atoi(a) VB_BANNED(atoi)
#define atol(a) VB_BANNED(atol)
#define gmtime(a) VB_BANNED(gmtime)
#define localtime(a) VB_BANNED(localtime)
#define mktemp(a) VB_BANNED(mktemp)
#define tmpnam(a) VB_BANNED(tmpnam)

#endif
