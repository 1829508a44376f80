/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/elf.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

/* The smallest object that passes: header, two program headers, and 64 bytes to load. */
struct object {
	ElfW(Ehdr) header;
	ElfW(Phdr) segments[2];
	char data[64];
};

static struct object make_object(void)
{
	struct object object = {.header = __ehdr_start};

	object.header.e_type = ET_DYN;
	object.header.e_phoff = offsetof(struct object, segments);
	object.header.e_phnum = 2;
	object.segments[0].p_type = PT_LOAD;
	object.segments[0].p_filesz = object.segments[0].p_memsz = sizeof(object);
	object.segments[1].p_type = PT_DYNAMIC;
	object.segments[1].p_offset = offsetof(struct object, data);
	object.segments[1].p_filesz = object.segments[1].p_memsz = 64;
	return object;
}

/* What is said of the first LEN bytes of DATA; "" when they pass. */
static void check_bytes(const void *data, size_t len, const char *expected)
{
	vb_auto_fd fd = memfd_create("object", MFD_CLOEXEC);
	vb_auto_err err = VB_ERR_INIT;
	int rc;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, len), (ssize_t)len);
	rc = vb_elf_check(fd, "acme.so", &err);
	if (!*expected) {
		ck_assert_msg(rc == 0, "%s", err.msg);
		return;
	}
	ck_assert_int_eq(rc, -VB_EPLUGIN);
	ck_assert_msg(strstr(err.msg, expected), "%s", err.msg);
	ck_assert_ptr_nonnull(strstr(err.msg, "'acme.so'"));
}

static void spoil_class(struct object *object)
{
	object->header.e_ident[EI_CLASS] ^= ELFCLASS32 ^ ELFCLASS64;
}
static void spoil_order(struct object *object)
{
	object->header.e_ident[EI_DATA] ^= ELFDATA2LSB ^ ELFDATA2MSB;
}
static void spoil_machine(struct object *object)
{
	object->header.e_machine = EM_68K;
}
static void spoil_type(struct object *object)
{
	object->header.e_type = ET_EXEC;
}
static void spoil_entry_size(struct object *object)
{
	object->header.e_phentsize--;
}
static void spoil_count(struct object *object)
{
	object->header.e_phnum = 0;
}
static void spoil_table(struct object *object)
{
	object->header.e_phoff = sizeof(*object) - 8;
}
static void spoil_table_far(struct object *object)
{
	object->header.e_phoff = (ElfW(Off)) - 16;
}
static void spoil_segment(struct object *object)
{
	object->segments[0].p_filesz++;
	object->segments[0].p_memsz++;
}
static void spoil_segment_far(struct object *object)
{
	object->segments[0].p_offset = (ElfW(Off)) - 8;
}
static void spoil_memory(struct object *object)
{
	object->segments[0].p_memsz--;
}
static void spoil_load(struct object *object)
{
	object->segments[0].p_type = PT_NOTE;
}
static void spoil_dynamic(struct object *object)
{
	object->segments[1].p_type = PT_NOTE;
}

static const struct {
	void (*spoil)(struct object *object);
	const char *expected;
} spoilt[] = {
	{spoil_class, "bits and this venvb for"},
	{spoil_order, "other byte order"},
	{spoil_machine, "built for machine number 4 and this venvb for"},
	{spoil_type, "no shared object"},
	{spoil_entry_size, "no program headers"},
	{spoil_count, "no program headers"},
	{spoil_table, "is not whole"},
	{spoil_table_far, "is not whole"},
	{spoil_segment, "is not whole"},
	{spoil_segment_far, "is not whole"},
	{spoil_memory, "larger in the file than in memory"},
	{spoil_load, "lacks a loadable segment"},
	{spoil_dynamic, "lacks a dynamic segment"},
};

START_TEST(passes_a_whole_object)
{
	struct object object = make_object();

	check_bytes(&object, sizeof(object), "");
}
END_TEST

START_TEST(says_what_is_wrong)
{
	struct object object = make_object();

	spoilt[_i].spoil(&object);
	check_bytes(&object, sizeof(object), spoilt[_i].expected);
}
END_TEST

START_TEST(refuses_every_shorter_file)
{
	struct object object = make_object();

	check_bytes("", 0, "is empty");
	for (size_t len = 1; len < sizeof(object); len++)
		check_bytes(&object, len, len < SELFMAG ? "not a shared object" : "is not whole");
}
END_TEST

START_TEST(refuses_other_files)
{
	check_bytes("#!/bin/sh\n", 10, "not a shared object");
	check_bytes(
		"!<arch>\nacme.o/         0           0     0     644 ", 52, "not a shared object");
}
END_TEST

Suite *suite_elf(void)
{
	Suite *suite = suite_create("elf");
	TCase *tcase = tcase_create("elf");

	tcase_add_test(tcase, passes_a_whole_object);
	tcase_add_loop_test(tcase, says_what_is_wrong, 0, (int)VB_COUNT(spoilt));
	tcase_add_test(tcase, refuses_every_shorter_file);
	tcase_add_test(tcase, refuses_other_files);
	suite_add_tcase(suite, tcase);
	return suite;
}
