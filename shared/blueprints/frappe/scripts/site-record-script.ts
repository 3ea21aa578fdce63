/**
 * Bash that every script over a site begins with: checks of its values, one run at a time, and the
 * site's record on the shared volume, `sites/.tenantry/<site>.record`.
 *
 * The record is a list of lines, appended as things happen: `tenant <id>` first, `started <step>`
 * before a bench command and `done <step>` after it, `complete` last. So the next run knows whose
 * the site is, and which command may or may not have taken effect.
 */
export const siteRecordScript = `set -euo pipefail

: "\${TASK:?}" "\${SITE_NAME:?}" "\${TENANT_ID:?}" "\${DB_NAME:?}" "\${DB_HOST:?}" "\${DB_ROOT_PASSWORD:?}"

site="sites/$SITE_NAME"
state=sites/.tenantry
record="$state/$SITE_NAME.record"
# Everything that the tenant's deletion kept. Being there, it says that the tenant was deleted.
archive="$state/archive/$TENANT_ID"
lock_seconds=\${LOCK_SECONDS:-600}
last_line=$(mktemp)
trap 'rm -f -- "$last_line"' EXIT

# The last words of the pod: one line, shown to the customer as error_message.
fail() {
  local words
  words="Cannot $TASK site \\"$SITE_NAME\\": $1"
  printf '%s\\n' "$words" >&2
  # Made by the kubelet for each container; the end of the log would serve as well.
  if [[ -f /dev/termination-log && -w /dev/termination-log ]]; then
    printf '%s\\n' "$words" >/dev/termination-log
  fi
  exit 1
}

# Second line of defence: what does not look like a value of its kind reaches no command.
check() {
  local name=$1 value=$2 pattern=$3
  if ! [[ $value =~ $pattern ]]; then
    fail "$name is not valid"
  fi
}
check SITE_NAME "$SITE_NAME" '^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*$'
check TENANT_ID "$TENANT_ID" '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
check DB_NAME "$DB_NAME" '^_[0-9a-f]{16}$'

mkdir -p "$state/archive"
# The kernel frees this lock when the last process that holds it dies, so none is ever left behind.
exec 9>"$state/$SITE_NAME.lock"
flock --wait "$lock_seconds" --conflict-exit-code 75 9 || {
  if [[ $? == 75 ]]; then
    fail 'another run works on it'
  fi
  fail 'the volume of the sites cannot lock files'
}

recorded() {
  [[ -f $record ]] && grep -Fxq -e "$1" "$record"
}

# Each entry begins on a new line, so that one cut short by a crash spoils no later one.
note() {
  printf '\\n%s\\n' "$1" >>"$record"
}

# Replaces the record in one step.
begin_record() {
  printf '%s\\n' "tenant $TENANT_ID" "$@" >"$record.new"
  mv -f -- "$record.new" "$record"
}

# Succeeds when the record says that the site is this tenant's.
is_ours() {
  recorded "tenant $TENANT_ID"
}

# bench, without a terminal to ask at and without secrets in what it says.
run_bench() {
  bench "$@" 9>&- </dev/null 2>&1 | {
    while IFS= read -r line || [[ -n $line ]]; do
      line=\${line//"$DB_ROOT_PASSWORD"/***}
      line=\${line//"\${ADMIN_PASSWORD:-$DB_ROOT_PASSWORD}"/***}
      printf '%s\\n' "$line"
      if [[ -n \${line// /} ]]; then
        printf '%s' "\${line:0:160}" >"$last_line"
      fi
    done
  }
}

# Runs bench, for what may be repeated. $1 names the step.
run_again() {
  local step=$1
  shift
  : >"$last_line"
  run_bench "$@" || fail "$step failed: $(<"$last_line")"
}

# Notes the start, runs bench, notes the end. $1 names the step.
run_step() {
  note "started $1"
  run_again "$@"
  note "done $1"
}

# Stops unless the site is this tenant's and finished.
require_complete_site() {
  if ! is_ours || ! recorded complete; then
    fail 'the tenant has no finished site of that name'
  fi
  [[ -f $site/site_config.json ]] || fail 'it was complete and is gone; restore it or delete the tenant'
}
`;
