#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb verify`: whether an environment is as it was made.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

broken="venvb: 'WORK/env' is not as it was made: what is missing or changed is listed; 'venvb create' there puts venvb's own files right"

run create -q -p "$python" env
run verify env
expect 0 'good      WORK/env' ''
run verify -q --strict env
expect 0 '' ''
site=$(cd env && echo lib/python*/site-packages)
pip=$(cd "env/$site" && echo pip-*.dist-info | sed 's/^pip-\(.*\)\.dist-info$/\1/')

for options in --copies --prompt=. --system-site-packages --compile=always --activators=bash \
	--without-pip --no-plugin=seedpip '--clear --python=3'; do
	# shellcheck disable=SC2086 # two words
	run create -q $options "other$options"
	run verify "other$options"
	expect 0 "good      WORK/other$options" ''
done
run create -q link-to-it
mv link-to-it real && ln -s real link
run create -q -p "$python" --clear link
run verify real
expect 0 'good      WORK/real' ''

# What was done to a file.
break_file() {
	printf '%s\n' "$1" >>"env/$2" 2>/dev/null
}
cp env/bin/activate activate
break_file '# mine' bin/activate
run verify env
expect 1 'changed   bin/activate' "$broken"
cp activate env/bin/activate
chmod +x env/bin/activate
run verify env
expect 1 'mode      bin/activate' "$broken"
rm env/bin/activate && mkdir env/bin/activate
run verify env
expect 1 'kind      bin/activate' "$broken"
rmdir env/bin/activate
run verify env
expect 1 'missing   bin/activate' "$broken"
ln -s "$work/activate" env/bin/activate
run verify env
expect 1 'kind      bin/activate' "$broken"
rm env/bin/activate && cp activate env/bin/activate
ln -sf /bin/true env/bin/python3
run verify env
expect 1 'target    bin/python3' "$broken"
run create -q -p "$python" env
run verify env
expect 0 'good      WORK/env' ''

# Packages, against their RECORDs.
cp "env/$site/pip/__main__.py" main
rm "env/$site/pip/__main__.py"
run verify env
expect 1 "missing   $site/pip/__main__.py (pip $pip)" "$broken"
{ cat main && echo '#'; } >"env/$site/pip/__main__.py"
run verify env
expect 1 "changed   $site/pip/__main__.py (pip $pip)" "$broken"
rm "env/$site/pip/__main__.py" && ln -s "$work/main" "env/$site/pip/__main__.py"
run verify env
expect 1 "kind      $site/pip/__main__.py (pip $pip)" "$broken"
rm "env/$site/pip/__main__.py" && cp main "env/$site/pip/__main__.py"
sed 's/^pip\/__main__.py,.*/pip\/__main__.py,,/' "env/$site/pip-$pip.dist-info/RECORD" >record
rm "env/$site/pip-$pip.dist-info/RECORD" && cp record "env/$site/pip-$pip.dist-info/RECORD"
run verify env
expect 1 "changed   $site/pip-$pip.dist-info/RECORD" "$broken"
run create -q -p "$python" --clear env

# What came later.
: >env/bin/mine
mkdir "env/$site/other-2.dist-info"
: >"env/$site/other.py"
printf 'other.py,,\nother-2.dist-info/RECORD,,\n' >"env/$site/other-2.dist-info/RECORD"
mkdir -p "env/$site/__pycache__" && : >"env/$site/__pycache__/other.cpython-311.pyc"
run verify env
expect 0 "added     $site/other-2.dist-info (other 2)
added     bin/mine" ''
run verify --strict env
expect 1 "added     $site/other-2.dist-info (other 2)
added     bin/mine" "venvb: 'WORK/env' has more than it was made with"
run verify --json env
expect 0 '{
  "path": "WORK/env",
  "intact": true,
  "untouched": false,
  "contents-compared": true,
  "unchecked": null,
  "denied": null,
  "findings": [
    {
      "what": "added",
      "path": "'"$site"'/other-2.dist-info",
      "package": "other 2",
      "damage": false
    },
    {
      "what": "added",
      "path": "bin/mine",
      "package": null,
      "damage": false
    }
  ]
}' ''
run create -q -p "$python" --clear env
mv "env/$site/pip-$pip.dist-info" "env/$site/pip-999.dist-info"
sed -i "s#pip-$pip.dist-info#pip-999.dist-info#" "env/$site/pip-999.dist-info/RECORD"
run verify env
expect 0 "replaced  $site/pip-999.dist-info (pip $pip by 999)" ''

# What is imported without a source is no byte code of one.
run create -q -p "$python" --clear env
: >"env/$site/sitecustomize.pyc"
run verify env
expect 0 "added     $site/sitecustomize.pyc" ''
rm "env/$site/sitecustomize.pyc" env/venvb-receipt.json
run verify env
expect 1 'missing   venvb-receipt.json
unchecked it has no receipt of venvb: only its packages are checked, against their own records' "${broken%;*}"

# Some RECORDs list the directories of byte code.
run create -q -p "$python" --clear env
printf 'pip/__pycache__,,\npip/_internal/__pycache__/,,\n' >>"env/$site/pip-$pip.dist-info/RECORD"
run verify env
expect 1 "changed   $site/pip-$pip.dist-info/RECORD" "$broken"

# Environments without a receipt, and with one that lies.
"$python" -m venv --without-pip venv
run verify venv
expect 0 'unchecked it has no receipt of venvb: only its packages are checked, against their own records' ''
run verify --strict venv
expect_status 1
run create -q -p "$python" --without-pip env --clear
cp env/venvb-receipt.json receipt
lie() {
	sed "$1" receipt >env/venvb-receipt.json
	run verify env
}
lie 's#"path": "pyvenv.cfg"#"path": "../../pyvenv.cfg"#'
expect 0 'added     pyvenv.cfg' ''
lie 's#"receipt": 1#"receipt": 2#'
expect 0 "unchecked 'venvb-receipt.json' has format 2, and this venvb knows 1: a newer venvb reads it" ''
printf '#!/bin/sh\necho ran >%s/ran\n' "$work" >evil && chmod 777 evil && mkdir open && mv evil open && chmod 777 open
lie "s#\"executable\": \".*\"#\"executable\": \"$work/open/evil\"#; s#\"python\": \".*\"#\"python\": \"$work/open/evil\"#"
ok 'what only a receipt names is not started' test ! -e ran
expect 0 "unchecked only its receipt names the interpreter 'WORK/open/evil', which is not started for that: --trust-receipt does" ''
# One that came in the same clone is its author's, whoever owns the file now.
mkdir clone && cp -R env clone && cp open/evil clone && chmod 755 clone/evil
sed "s#\"executable\": \".*\"#\"executable\": \"$work/clone/evil\"#; s#\"python\": \".*\"#\"python\": \"$work/clone/evil\"#" \
	receipt >clone/env/venvb-receipt.json
run verify clone/env
ok 'what lies beside it is not started either' test ! -e ran
ok 'and named' grep -q "names the interpreter '$work/clone/evil', which is not started" tmp/output
run create -q --from clone/env other
ok 'nor for another like it' test ! -e ran
cp "$top_builddir/tests/plugins/good.so" .
lie "s#\"plugins\": \\[#\"plugins\": [{\"name\": \"good\", \"version\": \"1\", \"tier\": \"file\", \"file\": \"$work/good.so\", \"options\": {}},#"
expect 0 "unchecked its receipt names the plugin 'WORK/good.so', which is only loaded with --trust-receipt" ''
run create -q -p "$python" --without-pip --plugin=./good.so env --clear
run verify --trust-receipt env
expect 0 'good      WORK/env' ''
run verify nothing
expect 1 '' "venvb: there is no 'WORK/nothing': 'venvb create' makes an environment"
finish
