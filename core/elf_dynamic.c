/* SPDX-License-Identifier: MIT */
/* The dynamic section, found by the program headers as the loader finds it. */
#include "core/elf_dynamic.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct image {
	void *mapping;
	const char *data; /* what is there */
	size_t size;
	const ElfW(Phdr) * segments;
	size_t segment_count;
	const char *strings; /* of DT_STRTAB */
	size_t strings_size;
	const ElfW(Sym) * symbols;
	size_t symbol_count;
};

/* The tags that say something in one word. */
struct tags {
	uint64_t symbols, strings, strings_size, hash, gnu_hash;
	bool has_text_relocations;
};

static const void *at_offset(const struct image *image, uint64_t offset, uint64_t len)
{
	if (offset > image->size || len > image->size - offset)
		return NULL;
	return image->data + offset;
}

/* LEN bytes at an address of the object as it will be in memory, as far as the file has them. */
static const void *at_address(const struct image *image, uint64_t address, uint64_t len)
{
	for (size_t i = 0; i < image->segment_count; i++) {
		const ElfW(Phdr) *segment = &image->segments[i];

		if (segment->p_type == PT_LOAD && address >= segment->p_vaddr &&
			address - segment->p_vaddr <= segment->p_filesz &&
			len <= segment->p_filesz - (address - segment->p_vaddr))
			return at_offset(
				image, segment->p_offset + (address - segment->p_vaddr), len);
	}
	return NULL;
}

/* A table whose entries, of words of SIZE bytes, do not lie where such words do is none. */
static const void *aligned(const void *table, size_t size)
{
	return (uintptr_t)table % size ? NULL : table;
}

static const char *string_at(const struct image *image, uint64_t offset)
{
	if (!image->strings || offset >= image->strings_size ||
		!memchr(image->strings + offset, '\0', image->strings_size - offset))
		return "";
	return image->strings + offset;
}

static const ElfW(Dyn) * find_dynamic(const struct image *image, size_t *ret_count)
{
	for (size_t i = 0; i < image->segment_count; i++) {
		const ElfW(Phdr) *segment = &image->segments[i];

		if (segment->p_type != PT_DYNAMIC)
			continue;
		*ret_count = segment->p_filesz / sizeof(ElfW(Dyn));
		return aligned(
			at_offset(image, segment->p_offset, segment->p_filesz), sizeof(ElfW(Addr)));
	}
	return NULL;
}

static struct tags read_tags(const ElfW(Dyn) * dynamic, size_t count)
{
	struct tags tags = {0};

	for (size_t i = 0; i < count && dynamic[i].d_tag != DT_NULL; i++) {
		uint64_t value = dynamic[i].d_un.d_val;

		switch (dynamic[i].d_tag) {
		case DT_SYMTAB:
			tags.symbols = value;
			break;
		case DT_STRTAB:
			tags.strings = value;
			break;
		case DT_STRSZ:
			tags.strings_size = value;
			break;
		case DT_HASH:
			tags.hash = value;
			break;
		case DT_GNU_HASH:
			tags.gnu_hash = value;
			break;
		case DT_TEXTREL:
			tags.has_text_relocations = true;
			break;
		case DT_FLAGS:
			tags.has_text_relocations |= (value & DF_TEXTREL) != 0;
			break;
		default:
			break;
		}
	}
	return tags;
}

/* Where the chain of the highest symbol in a GNU hash table ends. */
static size_t end_of_chains(
	const struct image *image, const uint32_t *header, uint64_t chains, const uint32_t *buckets)
{
	size_t last = 0;

	for (uint32_t i = 0; i < header[0]; i++)
		if (buckets[i] > last)
			last = buckets[i];
	if (last < header[1])
		return header[1]; /* nothing is defined: all before are asked for */
	for (;; last++) {
		const uint32_t *hash = aligned(
			at_address(image, chains + (last - header[1]) * 4, 4), sizeof(*hash));

		if (!hash || *hash & 1)
			return last + 1;
	}
}

/* The table does not say how many symbols there are: the hash tables do. */
static size_t count_symbols(const struct image *image, const struct tags *tags)
{
	const uint32_t *header;
	const uint32_t *buckets;
	uint64_t start;

	header = tags->hash ? aligned(at_address(image, tags->hash, 8), sizeof(*header)) : NULL;
	if (header)
		return header[1];
	if (tags->gnu_hash)
		header = aligned(at_address(image, tags->gnu_hash, 16), sizeof(*header));
	if (!header)
		return 0;
	start = tags->gnu_hash + 16 + (uint64_t)header[2] * sizeof(ElfW(Addr));
	buckets = aligned(at_address(image, start, (uint64_t)header[0] * 4), sizeof(*buckets));
	return buckets ? end_of_chains(image, header, start + (uint64_t)header[0] * 4, buckets) : 0;
}

/* SHN_ABS is the name of a version, not a symbol. */
static bool is_shared(const ElfW(Sym) * symbol)
{
	unsigned visibility = ELF64_ST_VISIBILITY(symbol->st_other);

	return ELF64_ST_BIND(symbol->st_info) != STB_LOCAL && symbol->st_shndx != SHN_ABS &&
	       (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

static void read_symbols(
	struct vb_arena *arena, const struct image *image, struct vb_elf_dynamic *dynamic)
{
	struct vb_elf_symbol *symbols;

	if (!image->symbol_count)
		return;
	symbols = vb_arena_array(arena, image->symbol_count, sizeof(*symbols));
	for (size_t i = 1; i < image->symbol_count; i++) {
		const ElfW(Sym) *symbol = &image->symbols[i];

		if (!is_shared(symbol))
			continue;
		symbols[dynamic->symbol_count++] = (struct vb_elf_symbol){
			.name = vb_arena_str(arena, string_at(image, symbol->st_name)),
			.is_defined = symbol->st_shndx != SHN_UNDEF,
			.is_weak = ELF64_ST_BIND(symbol->st_info) == STB_WEAK,
		};
	}
	dynamic->symbols = symbols;
}

static void read_needed(struct vb_arena *arena, const struct image *image,
	const ElfW(Dyn) * entries, size_t count, struct vb_elf_dynamic *dynamic)
{
	const char **needed = vb_arena_array(arena, count + 1, sizeof(*needed));
	size_t found = 0;

	for (size_t i = 0; i < count && entries[i].d_tag != DT_NULL; i++)
		if (entries[i].d_tag == DT_NEEDED)
			needed[found++] =
				vb_arena_str(arena, string_at(image, entries[i].d_un.d_val));
	dynamic->needed = needed;
}

/* Without a word on the stack, the loader makes it executable where it ever was. */
static void read_segments(const struct image *image, struct vb_elf_dynamic *dynamic)
{
	dynamic->has_executable_stack = true;
	for (size_t i = 0; i < image->segment_count; i++) {
		const ElfW(Phdr) *segment = &image->segments[i];

		if (segment->p_type == PT_GNU_STACK)
			dynamic->has_executable_stack = segment->p_flags & PF_X;
		if (segment->p_type == PT_LOAD && segment->p_flags & PF_X &&
			segment->p_flags & PF_W)
			dynamic->has_writable_code = true;
	}
}

static bool read_headers(struct image *image)
{
	const ElfW(Ehdr) *header = at_offset(image, 0, sizeof(*header));

	if (!header)
		return false;
	image->segment_count = header->e_phnum;
	image->segments = aligned(
		at_offset(image, header->e_phoff, (uint64_t)header->e_phnum * sizeof(ElfW(Phdr))),
		sizeof(ElfW(Addr)));
	return image->segments;
}

static void read_tables(struct image *image, const struct tags *tags)
{
	image->strings = at_address(image, tags->strings, tags->strings_size);
	image->strings_size = tags->strings_size;
	image->symbol_count = count_symbols(image, tags);
	image->symbols = aligned(
		at_address(image, tags->symbols, (uint64_t)image->symbol_count * sizeof(ElfW(Sym))),
		sizeof(ElfW(Addr)));
	if (!image->symbols)
		image->symbol_count = 0;
}

static int map(int fd, const char *name, struct image *image, struct vb_err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return vb_err_sys(err, errno, "reading '%s'", name);
	image->size = (size_t)st.st_size;
	image->mapping = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image->mapping == MAP_FAILED)
		return vb_err_sys(err, errno, "reading '%s'", name);
	image->data = image->mapping;
	return 0;
}

static void read_image(struct vb_arena *arena, struct image *image, struct vb_elf_dynamic *dynamic)
{
	const ElfW(Dyn) * entries;
	struct tags tags;
	size_t count = 0;

	if (!read_headers(image))
		return;
	read_segments(image, dynamic);
	entries = find_dynamic(image, &count);
	if (!entries)
		return;
	tags = read_tags(entries, count);
	read_tables(image, &tags);
	dynamic->has_text_relocations = tags.has_text_relocations;
	read_needed(arena, image, entries, count, dynamic);
	read_symbols(arena, image, dynamic);
}

int vb_elf_read_dynamic(struct vb_arena *arena, int fd, const char *name,
	struct vb_elf_dynamic *ret_dynamic, struct vb_err *err)
{
	static const char *const none[] = {NULL};
	struct vb_elf_dynamic dynamic = {.needed = none};
	struct image image = {0};
	int rc = map(fd, name, &image, err);

	if (rc < 0)
		return rc;
	read_image(arena, &image, &dynamic);
	munmap(image.mapping, image.size);
	*ret_dynamic = dynamic;
	return 0;
}

static const void *find_bytes(struct image *image, const char *symbol, size_t len)
{
	const ElfW(Dyn) * entries;
	struct tags tags;
	size_t count = 0;

	entries = read_headers(image) ? find_dynamic(image, &count) : NULL;
	if (!entries)
		return NULL;
	tags = read_tags(entries, count);
	read_tables(image, &tags);
	for (size_t i = 1; i < image->symbol_count; i++) {
		const ElfW(Sym) *entry = &image->symbols[i];

		if (is_shared(entry) && entry->st_shndx != SHN_UNDEF && entry->st_size >= len &&
			!strcmp(string_at(image, entry->st_name), symbol))
			return at_address(image, entry->st_value, len);
	}
	return NULL;
}

int vb_elf_read_bytes(
	int fd, const char *name, const char *symbol, struct vb_elf_bytes bytes, struct vb_err *err)
{
	struct image image = {0};
	const void *found;
	int rc = map(fd, name, &image, err);

	if (rc < 0)
		return rc;
	found = find_bytes(&image, symbol, bytes.len);
	if (found)
		memcpy(bytes.data, found, bytes.len);
	munmap(image.mapping, image.size);
	return found ? 1 : 0;
}
