# SPDX-License-Identifier: MIT
# What the program does.


def write_output(rows, options):
    text = os.fsencode(''.join(line + '\n' for line in rows))
    if not options['output']:
        sys.stdout.buffer.write(text)
        return
    with open(options['output'][0], 'wb') as stream:
        stream.write(text)


def parse_options(arguments):
    options = {key: [] for key in (
        'wheel', 'extra', 'group', 'unhashed', 'wheel-dir', 'output', 'target')}
    for argument in arguments:
        key, _, value = argument.partition('=')
        options[key].append(value)
    return options


def select(lock, text, options, target):
    try:
        text.encode('utf-8')
    except UnicodeEncodeError:
        raise Fault('it is not UTF-8')
    text = text[1:] if text.startswith('\ufeff') else text
    if lock.endswith('.toml'):
        return select_pylock(lock, text, options, target)
    return select_requirements(lock, text, options, target)


def run(command, arguments):
    lock = arguments.pop(0) if command == 'select' else None
    options = parse_options(arguments)
    target = json.loads(options['target'][0]) if options['target'] else describe()
    text = sys.stdin.buffer.read().decode('utf-8', 'surrogateescape')
    if lock:
        rows = select(lock, text, options, target)
        rows += list(find(rows, options, target))
    else:
        rows = list(find(text.split('\n')[:-1], options, target))
    write_output(rows, options)


def main():
    try:
        if sys.argv[1] == 'describe':
            print(json.dumps(describe()))
        else:
            run(sys.argv[1], sys.argv[2:])
    except NoPackaging:
        sys.exit(NO_PACKAGING)
    except Fault as fault:
        sys.stderr.buffer.write(str(fault).encode('utf-8', 'backslashreplace') + b'\n')
        sys.exit(1)


main()
