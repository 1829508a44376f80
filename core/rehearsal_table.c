/* SPDX-License-Identifier: MIT */
/*
 * Structs that end where a page does, with a page behind that cannot be read: whoever looks
 * beyond what the host says it has, or writes to it, finds out. Those of the future have a tail
 * instead that is no pointer to anything.
 */
#include "core/rehearsal_table.h"

#include "core/watched_api.h"

#include <errno.h>
#include <sys/mman.h>

enum {
	PAGES = 4 * 4096, /* for a struct; at least a page of any machine's */
	TAIL = 64 * 8,    /* what the future adds */
	FUTURE_MINOR = 100,
};

/* The last member that the table of the host has in each minor: a row more for each. */
#define MINORS(ROW) ROW(0, scratch) ROW(1, remember)

#define END(member) (offsetof(struct venvb_api, member) + sizeof(((struct venvb_api *)0)->member))
#define SIZE(minor, last) [minor] = END(last),
#define COVERS(minor, last) || (minor == VENVB_MINOR && END(last) == sizeof(struct venvb_api))

static const size_t sizes[] = {MINORS(SIZE)};

_Static_assert(VB_COUNT(sizes) == VENVB_MINOR + 1, "each minor has a row");
_Static_assert(false MINORS(COVERS), "the row of this minor covers the whole table");

static size_t room_of_pages(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return page > PAGES ? page : PAGES;
}

static void *map(size_t size, enum vb_age age, void **ret_pages, struct vb_err *err)
{
	size_t tail = age == VB_AGE_FUTURE ? TAIL : 0;
	size_t room = room_of_pages();
	char *pages =
		mmap(NULL, 2 * room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || mprotect(pages + room, room, PROT_NONE) < 0) {
		vb_err_sys(err, errno, "memory");
		return NULL;
	}
	*ret_pages = pages;
	memset(pages, 0xa5, room);
	return pages + room - size - tail;
}

static void protect(void *pages, int protection)
{
	mprotect(pages, room_of_pages(), protection);
}

static void unmap(void *pages)
{
	if (pages)
		munmap(pages, 2 * room_of_pages());
}

int vb_rehearsal_table_init(
	struct vb_rehearsal_table *table, enum vb_age age, uint16_t minor, struct vb_err *err)
{
	uint32_t tail = age == VB_AGE_FUTURE ? TAIL : 0;
	size_t size = age == VB_AGE_OLDEST ? sizes[minor] : sizeof(struct venvb_api);
	struct venvb_api *api;

	*table = (struct vb_rehearsal_table){.age = age};
	api = map(size, age, &table->pages[0], err);
	table->event = api ? map(sizeof(*table->event), age, &table->pages[1], err) : NULL;
	if (!table->event) {
		vb_rehearsal_table_done(table);
		return -VB_EFAIL;
	}
	memcpy(api, &vb_watched_api, size);
	api->size = (uint32_t)size + tail;
	if (age == VB_AGE_OLDEST)
		api->minor = minor;
	else if (age == VB_AGE_FUTURE)
		api->minor = VENVB_MINOR + FUTURE_MINOR;
	table->api = api;
	protect(table->pages[0], PROT_READ);
	return 0;
}

void vb_rehearsal_table_done(struct vb_rehearsal_table *table)
{
	unmap(table->pages[0]);
	unmap(table->pages[1]);
}

void vb_rehearsal_table_event(
	struct vb_rehearsal_table *table, const char *stage, const char *moment)
{
	protect(table->pages[1], PROT_READ | PROT_WRITE);
	*table->event = (struct venvb_event){
		.size = (uint32_t)sizeof(*table->event) + (table->age == VB_AGE_FUTURE ? TAIL : 0),
		.stage = stage,
		.moment = moment,
	};
	protect(table->pages[1], PROT_READ);
}
