/* SPDX-License-Identifier: MIT */
/*
 * The headers of a shared object, read with pread and held against our own header, which the
 * linker has put into this very program, and against the size of the file.
 */
#include "core/elf.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <sys/stat.h>

/* Of this program: made by the linker. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

struct object {
	int fd;
	const char *name;
	uint64_t size;
};

static const struct {
	unsigned machine;
	const char *name;
} machines[] = {
	{EM_386, "i386"},
	{EM_ARM, "arm"},
	{EM_AARCH64, "aarch64"},
	{EM_PPC64, "ppc64"},
	{EM_RISCV, "riscv"},
	{EM_S390, "s390"},
	{EM_X86_64, "x86-64"},
};

static void describe_machine(unsigned machine, char *text, size_t size)
{
	for (size_t i = 0; i < VB_COUNT(machines); i++) {
		if (machines[i].machine == machine) {
			snprintf(text, size, "%s", machines[i].name);
			return;
		}
	}
	snprintf(text, size, "machine number %u", machine);
}

static int report_truncated(const struct object *object, struct vb_err *err)
{
	return vb_err_set(err, VB_EPLUGIN,
		"'%s' is not whole: its headers speak of more than the %ju bytes that it has; "
		"copy or build it again",
		object->name, (uintmax_t)object->size);
}

/* Reads exactly LEN bytes at OFFSET; that they are not there is a truncated object. */
static int read_at(
	const struct object *object, uint64_t offset, void *data, size_t len, struct vb_err *err)
{
	char *at = data;

	if (offset > object->size || len > object->size - offset)
		return report_truncated(object, err);
	while (len) {
		ssize_t got = pread(object->fd, at, len, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vb_err_sys(err, errno, "reading '%s'", object->name);
		if (!got)
			return report_truncated(object, err);
		at += got;
		offset += (uint64_t)got;
		len -= (size_t)got;
	}
	return 0;
}

/* Class and byte order first: the rest of the header means nothing before. */
static int check_ident(const struct object *object, const unsigned char *ident, struct vb_err *err)
{
	const unsigned char *ours = __ehdr_start.e_ident;

	if (memcmp(ident, ELFMAG, SELFMAG) != 0)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' is not a shared object: it does not begin as an ELF file does",
			object->name);
	if (object->size < EI_NIDENT)
		return report_truncated(object, err);
	if (ident[EI_CLASS] != ours[EI_CLASS])
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' was built for %d bits and this venvb for %d; build it again for the "
			"latter",
			object->name, ident[EI_CLASS] == ELFCLASS64 ? 64 : 32,
			ours[EI_CLASS] == ELFCLASS64 ? 64 : 32);
	if (ident[EI_DATA] != ours[EI_DATA])
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' was built for a machine of the other byte order", object->name);
	return 0;
}

static int check_header(const struct object *object, const ElfW(Ehdr) * header, struct vb_err *err)
{
	char found[32], expected[32];

	if (header->e_machine != __ehdr_start.e_machine) {
		describe_machine(header->e_machine, found, sizeof(found));
		describe_machine(__ehdr_start.e_machine, expected, sizeof(expected));
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' was built for %s and this venvb for %s; build it again for the "
			"latter",
			object->name, found, expected);
	}
	if (header->e_type != ET_DYN)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' is an ELF file but no shared object; link it with -shared",
			object->name);
	if (header->e_phentsize != sizeof(ElfW(Phdr)) || !header->e_phnum ||
		header->e_phnum == PN_XNUM)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' has no program headers that a loader could use", object->name);
	return 0;
}

static int check_segment(
	const struct object *object, const ElfW(Phdr) * segment, struct vb_err *err)
{
	if (segment->p_type != PT_LOAD && segment->p_type != PT_DYNAMIC)
		return 0;
	if (segment->p_offset > object->size ||
		segment->p_filesz > object->size - segment->p_offset)
		return report_truncated(object, err);
	if (segment->p_filesz > segment->p_memsz)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' has a segment that is larger in the file than in memory",
			object->name);
	return 0;
}

static int check_segments(
	const struct object *object, const ElfW(Ehdr) * header, struct vb_err *err)
{
	bool loads = false, dynamic = false;

	for (unsigned i = 0; i < header->e_phnum; i++) {
		ElfW(Phdr) segment;
		uint64_t offset;
		int rc;

		if (__builtin_add_overflow(header->e_phoff, i * sizeof(segment), &offset))
			return report_truncated(object, err);
		rc = read_at(object, offset, &segment, sizeof(segment), err);
		if (rc == 0)
			rc = check_segment(object, &segment, err);
		if (rc < 0)
			return rc;
		loads = loads || segment.p_type == PT_LOAD;
		dynamic = dynamic || segment.p_type == PT_DYNAMIC;
	}
	if (!loads || !dynamic)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' has nothing to load: it lacks a %s segment", object->name,
			loads ? "dynamic" : "loadable");
	return 0;
}

int vb_elf_check(int fd, const char *name, struct vb_err *err)
{
	struct object object = {.fd = fd, .name = name};
	ElfW(Ehdr) header = {.e_ident = {0}};
	size_t ident;
	struct stat st;
	int rc;

	if (fstat(fd, &st) < 0)
		return vb_err_sys(err, errno, "reading '%s'", name);
	object.size = (uint64_t)st.st_size;
	if (!object.size)
		return vb_err_set(err, VB_EPLUGIN, "'%s' is empty", name);
	ident = object.size < EI_NIDENT ? (size_t)object.size : EI_NIDENT;
	rc = read_at(&object, 0, header.e_ident, ident, err);
	if (rc == 0)
		rc = check_ident(&object, header.e_ident, err);
	if (rc == 0)
		rc = read_at(&object, 0, &header, sizeof(header), err);
	if (rc == 0)
		rc = check_header(&object, &header, err);
	return rc < 0 ? rc : check_segments(&object, &header, err);
}
