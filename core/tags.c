/* SPDX-License-Identifier: MIT */
/*
 * Compatibility tags, held against the facts of an interpreter rather than enumerated. musl does
 * not tell its version without being run: an interpreter built for it takes musllinux up to 1.2,
 * which every musl since 2020 is.
 */
#include "core/tags.h"

#include "core/interp.h"

#include <strings.h>

#define MUSL_MINOR 2

struct machine {
	const struct vb_interp *interp;
	const struct vb_libc *libc;
};

struct vb_libc vb_libc_of_machine(void)
{
	struct vb_libc libc = {0, 0};
	char text[64] = "";

	if (!confstr(_CS_GNU_LIBC_VERSION, text, sizeof(text)) ||
		sscanf(text, "glibc %d.%d", &libc.major, &libc.minor) != 2)
		return (struct vb_libc){0, 0};
	return libc;
}

static bool is_pypy(const struct vb_interp *interp)
{
	return !strcmp(interp->implementation, "PyPy");
}

static bool is_cpython(const struct vb_interp *interp)
{
	return !strcmp(interp->implementation, "CPython");
}

static bool is_musl(const struct vb_interp *interp)
{
	return interp->soabi && strstr(interp->soabi, "musl");
}

/* A decimal number of at most four digits at *AT, which moves behind it; -1 when there is none. */
static int read_number(const char **at)
{
	int number = 0, digits = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++) {
		number = number * 10 + (**at - '0');
		if (++digits > 4)
			return -1;
	}
	return digits ? number : -1;
}

/* "313" as 3 and 13, "3" as 3 and -1. */
static bool read_version(const char *text, int *ret_major, int *ret_minor)
{
	if (*text < '0' || *text > '9')
		return false;
	*ret_major = *text++ - '0';
	*ret_minor = *text ? read_number(&text) : -1;
	return !*text;
}

/* The ABI of extension modules: "cp313t", "cp36m", "pypy310_pp73". */
static void add_abi(const struct vb_interp *interp, struct vb_buf *out)
{
	const char *soabi = interp->soabi;
	bool cpython = soabi && !strncmp(soabi, "cpython-", 8);

	if (cpython) {
		vb_buf_addf(out, "cp%.*s", (int)strcspn(soabi + 8, "-"), soabi + 8);
	} else if (soabi && is_pypy(interp)) {
		size_t first = strcspn(soabi, "-");

		vb_buf_addf(out, "%.*s", (int)first, soabi);
		if (soabi[first])
			vb_buf_addf(out, "_%.*s", (int)strcspn(soabi + first + 1, "-"),
				soabi + first + 1);
	} else {
		vb_buf_addf(out, "%s%d%d%s%s", is_pypy(interp) ? "pp" : "cp", interp->major,
			interp->minor, interp->free_threaded ? "t" : "", interp->debug ? "d" : "");
	}
}

static bool is_own_abi(const struct vb_interp *interp, const char *abi)
{
	vb_auto_buf own = VB_BUF_INIT;

	add_abi(interp, &own);
	if (!strcmp(abi, own.data))
		return true;
	/* From 3.8 on a debug build loads what is built for a release build. */
	if (!interp->debug || !is_cpython(interp) || interp->minor < 8 || !own.len)
		return false;
	vb_buf_truncate(&own, own.len - (own.data[own.len - 1] == 'd'));
	return !strcmp(abi, own.data);
}

/* Of "py3-none", "cp313-cp313", "cp38-abi3", "pp3-none" … */
static bool fits_language(const struct vb_interp *interp, const char *python, const char *abi)
{
	bool generic = !strncmp(python, "py", 2), none = !strcmp(abi, "none");
	int major, minor;

	if (!generic && strncmp(python, is_pypy(interp) ? "pp" : "cp", 2) != 0)
		return false;
	if (!generic && !is_pypy(interp) && !is_cpython(interp))
		return false;
	if (!read_version(python + 2, &major, &minor) || major != interp->major)
		return false;
	if (generic)
		return none && minor <= interp->minor;
	if (!strcmp(abi, "abi3"))
		return is_cpython(interp) && !interp->free_threaded && minor >= 2 &&
		       minor <= interp->minor;
	if (minor < 0)
		return none && is_pypy(interp);
	return minor == interp->minor && (none || is_own_abi(interp, abi));
}

/* The machine of the interpreter, as tags spell it: sysconfig.get_platform() tells that of the
 * kernel for a 32-bit interpreter on a 64-bit one. */
static void add_architecture(const struct vb_interp *interp, struct vb_buf *out)
{
	const char *dash = strchr(interp->platform, '-');
	const char *machine = dash ? dash + 1 : interp->platform;

	if (!interp->is_64bit && !strcmp(machine, "x86_64"))
		machine = "i686";
	if (!interp->is_64bit && !strcmp(machine, "aarch64"))
		machine = "armv8l";
	for (; *machine; machine++)
		vb_buf_addch(out, *machine == '-' || *machine == '.' ? '_' : *machine);
}

static bool is_own_architecture(const struct vb_interp *interp, const char *text)
{
	vb_auto_buf own = VB_BUF_INIT;

	add_architecture(interp, &own);
	return !strcmp(text, own.data) || (!strcmp(own.data, "armv8l") && !strcmp(text, "armv7l"));
}

/* What a platform tag asks of the C library: "manylinux_2_17_" and its kin. */
static bool fits_libc(const struct machine *machine, const char *platform, const char **ret_rest)
{
	static const struct {
		const char *prefix;
		bool musl;
		int minor; /* of glibc 2; -1: it is written behind the prefix */
	} kinds[] = {
		{"manylinux_", false, -1},
		{"manylinux1_", false, 5},
		{"manylinux2010_", false, 12},
		{"manylinux2014_", false, 17},
		{"musllinux_", true, -1},
	};

	for (size_t i = 0; i < VB_COUNT(kinds); i++) {
		size_t len = strlen(kinds[i].prefix);
		const char *at = platform + len;
		int major = 2, minor = kinds[i].minor;

		if (strncmp(platform, kinds[i].prefix, len) != 0)
			continue;
		if (minor < 0) {
			major = read_number(&at);
			minor = *at++ == '_' ? read_number(&at) : -1;
			if (minor < 0 || *at++ != '_')
				return false;
		}
		*ret_rest = at;
		if (kinds[i].musl != is_musl(machine->interp))
			return false;
		return kinds[i].musl
			       ? major == 1 && minor <= MUSL_MINOR
			       : major == machine->libc->major && minor <= machine->libc->minor;
	}
	return false;
}

static bool fits_platform(const struct machine *machine, const char *platform)
{
	const char *rest = platform + strlen("linux_");

	if (strncmp(platform, "linux_", 6) != 0 && !fits_libc(machine, platform, &rest))
		return false;
	return is_own_architecture(machine->interp, rest);
}

/* The next member of a set joined by '.', a NUL behind it instead; NULL at its end. */
static const char *next_member(char **at)
{
	char *member = *at;

	if (!*member)
		return NULL;
	*at += strcspn(*at, ".");
	if (**at)
		*(*at)++ = '\0';
	return member;
}

/* What a language and an ABI leave to the platform. */
struct leave {
	bool some; /* a pair fits */
	bool any;  /* one that needs no platform does */
};

/* ABI_TEXT is taken apart anew for each language. */
static struct leave pair(const struct vb_interp *interp, char *pythons, const char *abi_text)
{
	struct leave leave = {false, false};
	const char *python, *abi;

	while (!leave.any && (python = next_member(&pythons))) {
		vb_auto_free char *abis = strdup(abi_text);
		char *at = abis;

		if (!abis)
			vb_oom();
		while (!leave.any && (abi = next_member(&at))) {
			if (!fits_language(interp, python, abi))
				continue;
			leave.some = true;
			leave.any = !strcmp(abi, "none");
		}
	}
	return leave;
}

/* The platforms are asked once, and not for each pair: a set of hundreds in each place, as only
 * an enemy writes them, makes millions of combinations. */
static bool fits_sets(
	const struct machine *machine, char *pythons, const char *abis, char *platforms)
{
	struct leave leave = pair(machine->interp, pythons, abis);
	const char *platform;
	bool fits = false;

	while (leave.some && !fits && (platform = next_member(&platforms)))
		fits = strcmp(platform, "any") ? fits_platform(machine, platform) : leave.any;
	return fits;
}

bool vb_tag_fits(const char *tag, const struct vb_interp *interp, const struct vb_libc *libc)
{
	const struct machine machine = {interp, libc};
	vb_auto_free char *text = strdup(tag);
	char *abi, *platform;

	if (!text)
		vb_oom();
	abi = strchr(text, '-');
	platform = abi ? strchr(abi + 1, '-') : NULL;
	if (!platform || strlen(tag) > VB_TAG_MAX)
		return false;
	*abi++ = '\0';
	*platform++ = '\0';
	return fits_sets(&machine, text, abi, platform);
}

void vb_tags_describe(
	const struct vb_interp *interp, const struct vb_libc *libc, struct vb_buf *out)
{
	vb_auto_buf abi = VB_BUF_INIT, machine = VB_BUF_INIT;

	add_abi(interp, &abi);
	add_architecture(interp, &machine);
	vb_buf_addf(out, "py%d-none-any, %s%d%d-%s-linux_%s", interp->major,
		is_pypy(interp) ? "pp" : "cp", interp->major, interp->minor, abi.data,
		machine.data);
	if (is_cpython(interp) && !interp->free_threaded)
		vb_buf_addf(out, ", abi3 up to cp%d%d", interp->major, interp->minor);
	if (is_musl(interp))
		vb_buf_addf(out, ", musllinux up to 1_%d", MUSL_MINOR);
	else if (libc->major)
		vb_buf_addf(out, ", manylinux up to %d_%d", libc->major, libc->minor);
}
