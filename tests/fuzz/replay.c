/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without libFuzzer:
 *
 *	fuzz_NAME ROUNDS FILE...
 *
 * over each file and ROUNDS changes of it: cut, spliced with another, bytes flipped, put in, taken
 * out. The same rounds give the same inputs on every machine.
 */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 64 * 1024 };

struct input {
	char bytes[MOST];
	size_t len;
};

static uint64_t state = 1;

static size_t any(size_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? (size_t)(state % below) : 0;
}

static void load(const char *path, struct input *input)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, input->bytes, MOST);

	if (got < 0) {
		perror(path);
		exit(2);
	}
	input->len = (size_t)got;
	close(fd);
}

static void insert(struct input *input, const char *bytes, size_t len)
{
	size_t at = any(input->len + 1);

	if (len > MOST - input->len)
		return;
	memmove(input->bytes + at + len, input->bytes + at, input->len - at);
	memcpy(input->bytes + at, bytes, len);
	input->len += len;
}

static void cut(struct input *input)
{
	size_t at = any(input->len), len = any(input->len - at) + 1;

	if (at + len > input->len)
		return;
	memmove(input->bytes + at, input->bytes + at + len, input->len - at - len);
	input->len -= len;
}

static void change(struct input *input, const struct input *other)
{
	static const char telling[] = "\n\r\0\"'\\/=:,.;[]{}#%$ \t-_*<>!~\x7f\x80\xff";
	size_t from;

	switch (any(6)) {
	case 0:
		input->len = any(input->len + 1);
		break;
	case 1:
		if (input->len)
			input->bytes[any(input->len)] ^= (char)(1 << any(8));
		break;
	case 2:
		if (input->len)
			input->bytes[any(input->len)] = telling[any(sizeof(telling))];
		break;
	case 3:
		insert(input, &telling[any(sizeof(telling))], 1);
		break;
	case 4:
		from = any(other->len);
		insert(input, other->bytes + from, any(other->len - from + 1));
		break;
	default:
		cut(input);
	}
}

int main(int argc, char **argv)
{
	static struct input whole, other, input;
	unsigned long rounds;

	if (argc < 3) {
		fputs("usage: fuzz_NAME ROUNDS FILE...\n", stderr);
		return 2;
	}
	rounds = strtoul(argv[1], NULL, 10);
	for (int i = 2; i < argc; i++) {
		load(argv[i], &whole);
		load(argv[2 + any((size_t)argc - 2)], &other);
		LLVMFuzzerTestOneInput((const uint8_t *)whole.bytes, whole.len);
		for (unsigned long round = 0; round < rounds; round++) {
			input = whole;
			for (size_t count = any(4) + 1; count; count--)
				change(&input, &other);
			LLVMFuzzerTestOneInput((const uint8_t *)input.bytes, input.len);
		}
	}
	printf("%d files, %lu changes of each\n", argc - 2, rounds);
	return 0;
}
