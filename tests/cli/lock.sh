#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb lock`: what an environment holds, to the hash of what is installed; and what it does not
# start for an environment's sake. No index is asked: there is none.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
"$python" -c 'import tomllib' 2>/dev/null || skip_all 'no python3 that reads TOML'
"$python" "$top_srcdir/tests/wheels/make_lock.py" "$work" || exit 99
cp packaging/*.whl wheels
site=lib/$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')/site-packages
version=$("$python" -c 'import platform; print(platform.python_version())')
acme=$(sha256sum wheels/acme-1.0-py3-none-any.whl | cut -d' ' -f1)
tool=$(sha256sum wheels/Tool.Kit-2.1-py3-none-any.whl | cut -d' ' -f1)
PATH=$(dirname "$python"):$PATH

make() { # LOCK [ARGUMENT]...
	file=$1
	shift
	rm -rf made
	run PIP_NO_INDEX=1 create -q -p "$python" --plugin=seedlock --set "seedlock.file=$file" \
		--set seedlock.wheel-dir=wheels "$@" made
	expect 0 '' ''
}
lock() {
	run PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null lock --offline "$@"
}
# What it printed, without the line of the interpreter.
body() {
	sed 1d tmp/output
}
is_body() {
	printf '%s\n' "$1" >tmp/wanted
	body | diff tmp/wanted -
}

# --- what a lock made is a lock again -------------------------------------------------------------
make pylock.toml --without-pip
lock -q --format=requirements made
expect_status 0
ok 'the interpreter' sh -c "sed 1q tmp/output | grep -q '^# of [A-Za-z]* $version, which takes '"
ok 'pins with hashes' is_body "acme==1.0 \\
    --hash=sha256:$acme
tool-kit==2.1 \\
    --hash=sha256:$tool"
lock -qq --strict -o written made
expect 0 '' ''
"$python" - written "$version" "$acme" <<'END'
import sys, tomllib
lock = tomllib.load(open(sys.argv[1], "rb"))
assert lock["lock-version"] == "1.0" and lock["tool"]["venvb"]["python"] == sys.argv[2]
assert lock["requires-python"] == "==%s.*" % ".".join(sys.argv[2].split(".")[:2])
assert [p["name"] for p in lock["packages"]] == ["acme", "tool-kit"]
assert lock["packages"][0]["wheels"] == [{"name": "acme-1.0-py3-none-any.whl",
    "path": "acme-1.0-py3-none-any.whl", "hashes": {"sha256": sys.argv[3]}}]
END
ok 'a pylock.toml' test $? = 0
cp wheels/*.whl .
mv written pylock.again.toml
rm -rf kept && cp -a made kept
make pylock.again.toml --without-pip
ok 'that gives the same' diff -r -x RECORD "kept/$site" "made/$site"
rm ./*.whl
rm -rf kept
# The cache tells it too, when the receipt does not.
rm made/venvb-receipt.json
lock -q --format=requirements made
ok 'the hashes, out of the cache' is_body "acme==1.0 \\
    --hash=sha256:$acme
tool-kit==2.1 \\
    --hash=sha256:$tool"
lock -q --cache-dir="$work/none" --strict made
expect_status 1
ok 'elsewhere there are none' grep -q 'acme 1.0 has no wheel that is known' tmp/errors
lock --format=poetry made
expect 2 '' "venvb: --format is pylock or requirements, not 'poetry'"

# --- what is installed is what counts -------------------------------------------------------------
# The same version from another wheel: other bytes, a file more.
mkdir others
"$python" - <<'END'
import base64, hashlib, zipfile
def copy(change):
    with zipfile.ZipFile("wheels/Tool.Kit-2.1-py3-none-any.whl") as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    rows = ["%s,sha256=%s,%d" % (name, base64.urlsafe_b64encode(hashlib.sha256(data).digest())
        .rstrip(b"=").decode(), len(data)) for name, data in files.items()
        if not name.endswith("RECORD")]
    files["Tool.Kit-2.1.dist-info/RECORD"] = "\n".join(
        rows + ["Tool.Kit-2.1.dist-info/RECORD,,"]).encode()
    return files
for place, change in (("others", lambda f: f.update({"tool_kit.py": b"value = 3\n"})),
                      ("more", lambda f: f.update({"tool_more.py": b""}))):
    import os
    os.makedirs(place, exist_ok=True)
    with zipfile.ZipFile(place + "/Tool.Kit-2.1-py3-none-any.whl", "w") as new:
        for name, data in copy(change).items():
            new.writestr(name, data)
END
for place in others more; do
	make pylock.toml
	made/bin/python -I -m pip -q --disable-pip-version-check install --no-index --no-deps \
		--force-reinstall --find-links "$place" Tool.Kit==2.1 2>tmp/log || exit 99
	lock -q --format=requirements made
	expect_status 0
	ok "installed anew ($place): the old hash is not written" sh -c \
		"! grep -q '$tool' tmp/output"
	ok "the other is ($place)" grep -q "$acme" tmp/output
	ok "it is told ($place)" grep -qx \
		'venvb: warning: tool-kit 2.1 is not what it was made with any more' tmp/errors
	run PIP_NO_INDEX=1 verify --trust-receipt made
	expect_status 1
	ok "verify finds it ($place)" grep -q \
		"^unlocked .*(tool-kit 2.1; the lock has the wheel with the SHA-256 $tool)\$" tmp/output
done
# A package more in an environment of a lock is one too many.
make pylock.toml --without-pip
mkdir "made/$site/mine-1.dist-info"
printf 'Name: mine\nVersion: 1\n' >"made/$site/mine-1.dist-info/METADATA"
printf 'mine-1.dist-info/METADATA,,\nmine-1.dist-info/RECORD,,\n' >"made/$site/mine-1.dist-info/RECORD"
run verify --trust-receipt made
expect_status 1
ok 'one that nobody locked' grep -q "^added .*mine-1.dist-info (mine 1)" tmp/output
rm -r "made/$site/mine-1.dist-info"
# The lock has the same version with another hash.
sed "s/$tool/$(printf %064d 0)/" pylock.toml >pylock.other.toml
cp pylock.toml kept.toml && cp pylock.other.toml pylock.toml
mv wheels/Tool.Kit* open-file
run verify --trust-receipt made
expect_status 1
mv open-file wheels/Tool.Kit-2.1-py3-none-any.whl
ok 'another hash in the lock' grep -q '^unlocked .*tool-kit 2.1; the lock has the wheel' tmp/output
cp pylock.newer.toml pylock.toml
run verify --trust-receipt made
expect_status 1
ok 'another version in the lock' grep -q '^unlocked .*(acme 1.0; the lock has 1.1)$' tmp/output
ok 'one that is not in it' grep -q '^unlocked .*(Tool.Kit 2.1 is not in the lock)$' tmp/output
cp kept.toml pylock.toml
run verify --trust-receipt made
expect 0 'good      WORK/made' ''
# Versions tell without the wheels.
make locked.txt --without-pip
mv home/.cache cached && mv wheels gone && mkdir wheels
run PIP_NO_INDEX=1 verify --trust-receipt made
expect 0 'good      WORK/made' ''
rm -rf home/.cache wheels && mv cached home/.cache && mv gone wheels
make pylock.toml --without-pip
# What could not be held against its lock is not good.
run verify made
expect_status 1
ok 'it is said' grep -qx "venvb: whether 'WORK/made' is what its lock names could not be found out" \
	tmp/errors.plain
rm pylock.toml
run verify --trust-receipt made
expect_status 1
cp kept.toml pylock.toml

# --- what is no wheel -----------------------------------------------------------------------------
info() { # NAME URL-JSON
	mkdir "made/$site/$1-1.dist-info"
	printf 'Metadata-Version: 2.1\nName: %s\nVersion: 1\n' "$1" >"made/$site/$1-1.dist-info/METADATA"
	printf '%s-1.dist-info/RECORD,,\n' "$1" >"made/$site/$1-1.dist-info/RECORD"
	printf '%s\n' "$2" >"made/$site/$1-1.dist-info/direct_url.json"
}
info edited '{"url": "file:///home/me/a repo", "dir_info": {"editable": true}}'
info cloned '{"url": "https://example.org/r", "vcs_info": {"vcs": "git", "commit_id": "abc"}}'
mkdir "made/$site/docopt-0.6.2-py3.8.egg-info"
echo /home/me/old >"made/$site/old.egg-link"
lock -q --format=requirements made
expect 0 "$(sed 1q tmp/output.plain)
acme==1.0 \\
    --hash=sha256:$acme
# cloned 1 came from version control, and has no hash: cloned @ git+https://example.org/r@abc
# docopt 0.6.2 was installed without a .dist-info directory
# edited 1 is editable, and has no hash: -e file:///home/me/a%20repo
# old was installed without a .dist-info directory
tool-kit==2.1 \\
    --hash=sha256:$tool" "venvb: warning: cloned 1 came from version control
venvb: warning: docopt 0.6.2 was installed without a .dist-info directory
venvb: warning: edited 1 is editable
venvb: warning: old was installed without a .dist-info directory"
lock -qq --strict made
expect 1 '' 'venvb: not a wheel with a known hash: cloned 1 came from version control; docopt 0.6.2 was installed without a .dist-info directory; edited 1 is editable; old was installed without a .dist-info directory'
lock -q made
ok 'a directory, as it is' grep -qx 'path = "/home/me/a repo"' tmp/output
ok 'a repository, at its commit' grep -qx 'commit-id = "abc"' tmp/output

# What was built here is named by its source.
"$python" -c '
import json
path = "made/venvb-receipt.json"
r = json.load(open(path))
for package in r["packages"]:
    if package["name"] == "acme":
        package["source"] = "https://example.org/acme-1.0.tar.gz#sha256=" + "0" * 64
json.dump(r, open(path, "w"))'
lock -q made
ok 'a source' grep -qx "sdist = { name = \"acme-1.0.tar.gz\", url = \
\"https://example.org/acme-1.0.tar.gz\", hashes = { sha256 = \"$(printf %064d 0)\" } }" tmp/output

# What a plugin seeds of its own accord it seeds again.
rm -rf made
run create -q -p "$python" made
lock --format=requirements made
expect_status 0
ok 'nothing is in it' test -z "$(body)"
ok 'which is told' grep -q 'pip .* is left out: seedpip has put it there, and does so again (--seeded takes it)$' tmp/errors
lock -q --seeded --format=requirements made
ok 'unless it is asked for' grep -q '^pip==' tmp/output

# --- an environment that came with a clone --------------------------------------------------------
rm -rf made
"$python" -m venv --without-pip made
mkdir open && printf '#!/bin/sh\necho ran >>%s/ran\nexec %s "$@"\n' "$work" "$python" >open/python3 &&
	chmod 777 open open/python3
ln -sf "$work/open/python3" made/bin/python
sed -i "s#^home = .*#home = $work/open#" made/pyvenv.cfg
mkdir "made/$site/acme-1.0.dist-info"
printf 'Tag: py3-none-any\n' >"made/$site/acme-1.0.dist-info/WHEEL"
printf 'acme-1.0.dist-info/RECORD,,\n' >"made/$site/acme-1.0.dist-info/RECORD"
run PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null lock made
expect_status 0
ok 'nothing of it is started' test ! -e ran
ok 'another of its version tells what it takes' grep -q "^# of [A-Za-z]* $version, which takes " tmp/output
sed -i 's/^version = .*/version = 3.2.99/' made/pyvenv.cfg
run PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null lock made
expect_status 0
ok 'nothing of it is started then' test ! -e ran
ok 'what would start it' grep -qx "venvb: warning: the lock does not say what its interpreter takes: only \
the environment names 'WORK/open/python3' (--trust-environment starts it)" tmp/errors.plain
ok 'no index' grep -qx "venvb: warning: no index could be asked: 'WORK/made' has no interpreter to ask an \
index by that may be started (--trust-environment takes its own)" tmp/errors.plain
run PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null lock --trust-environment made
expect_status 0
ok 'it is started when that is asked for' test -e ran
finish
