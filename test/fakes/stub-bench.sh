#!/bin/bash
# Stands in for Frappe's bench: keeps sites under sites/ and databases under $STUB_STATE, refuses
# what the real one refuses (a site or user that exists, an app that is half installed), and can be
# killed. Every call is one line of $STUB_STATE/calls.
set -euo pipefail

# $STUB_KILL is "<number of the call> before|middle|after"; kills the whole pod, as the kernel does.
number=$(($(wc -l <"$STUB_STATE/calls") + 1))
printf '%q ' "$@" | tr '\n' ' ' >>"$STUB_STATE/calls"
printf '\n' >>"$STUB_STATE/calls"
kill_at() {
  if [[ ${STUB_KILL-} == "$number $1" ]]; then
    kill -9 0
  fi
}
kill_at before

site=''
if [[ ${1-} == --site ]]; then
  site=$2
  shift 2
fi
command=$1
shift

if [[ ${STUB_FAIL-} == "$command" ]]; then
  echo 'Traceback (most recent call last):'
  echo "${STUB_FAIL_WORDS:-it broke}"
  exit 1
fi

database_of() {
  sed -n 's/.*"db_name": "\([^"]*\)".*/\1/p' "sites/$1/site_config.json"
}
database() {
  local folder
  folder="$STUB_STATE/databases/$(database_of "$site")"
  [[ -d $folder ]] || { echo "Unknown database" && exit 1; }
  printf '%s' "$folder"
}

case $command in
new-site)
  if [[ $1 == --help ]]; then
    echo '  --no-mariadb-socket'
    [[ -n ${STUB_OLD-} ]] || echo '  --mariadb-user-host-login-scope TEXT'
  else
    site=$1
    shift
    force='' name='' password=''
    while (($#)); do
      case $1 in
      --force) force=1 ;;
      --db-name) name=$2 && shift ;;
      --admin-password) password=$2 && shift ;;
      --db-host | --db-root-password) shift ;;
      esac
      shift
    done
    if [[ -e sites/$site && -z $force ]]; then
      echo "Site $site already exists, use \`--force\` to proceed anyway"
      exit 1
    fi
    # A careless bench that prints what it was given.
    echo "Creating $site with $password and ${DB_ROOT_PASSWORD}"
    sleep "${STUB_SLEEP:-0}"
    mkdir -p "sites/$site/private/backups"
    kill_at folder
    [[ -f sites/$site/site_config.json ]] || printf '{"db_name": "%s"}\n' "$name" >"sites/$site/site_config.json"
    kill_at config
    folder="$STUB_STATE/databases/$(database_of "$site")"
    if [[ -d $folder && -z $force ]]; then
      echo "Database $name already exists"
      exit 1
    fi
    rm -rf "$folder"
    mkdir -p "$folder/modules"
    kill_at middle
    echo frappe >"$folder/apps"
    printf '%s' "$password" >"$folder/administrator"
    touch "$folder/users"
  fi
  ;;
install-app)
  folder=$(database)
  if grep -Fxq "$1" "$folder/apps"; then
    echo "App $1 already installed"
    exit 0
  fi
  mkdir "$folder/modules/$1" || [[ ${2-} == --force ]] || { echo "Duplicate entry '$1'" && exit 1; }
  kill_at middle
  echo "$1" >>"$folder/apps"
  ;;
add-user)
  folder=$(database)
  if grep -q "^$1 " "$folder/users"; then
    echo "User $1 already exists"
    exit 1
  fi
  kill_at middle
  printf '%s ' "$@" >>"$folder/users"
  printf '\n' >>"$folder/users"
  ;;
execute)
  folder=$(database)
  # The second member of ["User", "<name>"].
  name=$(sed 's/.*, "\(.*\)"\]$/\1/' <<<"$3")
  ! grep -q "^$name " "$folder/users" || echo "$name"
  ;;
backup)
  folder=$(database)
  kill_at middle
  cp -R "$folder" "sites/$site/private/backups/$number"
  ;;
migrate)
  folder=$(database)
  kill_at middle
  echo "${STUB_VERSION:-16}" >"$folder/version"
  ;;
set-maintenance-mode)
  folder=$(database)
  [[ $1 == on || $1 == off ]] || exit 2
  kill_at middle
  echo "$1" >"$folder/maintenance"
  ;;
scheduler)
  folder=$(database)
  [[ $1 == enable || $1 == disable ]] || exit 2
  kill_at middle
  echo "$1" >"$folder/scheduler"
  ;;
drop-site)
  site=$1
  while (($#)); do
    [[ $1 != --archived-sites-path ]] || archive=$2
    shift
  done
  rm -rf "$STUB_STATE/databases/$(database_of "$site")"
  kill_at middle
  mkdir -p "$archive"
  [[ ! -e $archive/$site ]] || { echo 'A second archive' && exit 1; }
  mv "sites/$site" "$archive/$site"
  ;;
*)
  echo "No such command: $command"
  exit 2
  ;;
esac
kill_at after
