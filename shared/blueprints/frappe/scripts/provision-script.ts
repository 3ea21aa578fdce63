import { siteParamsScript } from './site-params-script.ts';
import { siteRecordScript } from './site-record-script.ts';

/**
 * Makes the site, installs its apps and adds its first user. May be killed at any point and run
 * again, and ends the same; a complete site is left alone. Reads SITE_NAME, TENANT_ID, DB_NAME,
 * DB_HOST, DB_ROOT_PASSWORD, ADMIN_PASSWORD, EMAIL and APPS (names with blanks between).
 */
export const provisionScript = `TASK=provision
${siteRecordScript}
: "\${ADMIN_PASSWORD:?}"
${siteParamsScript}
# Stops unless this tenant may make the site, and begins its record.
claim_site() {
  if [[ -e $archive ]]; then
    fail 'the tenant was deleted'
  fi
  if [[ -f $record ]]; then
    is_ours || fail 'another tenant has a site of that name'
    return
  fi
  if [[ -e $site ]]; then
    fail 'a site of that name exists and is not of Tenantry'
  fi
  begin_record
}

# True when the site was never finished and a command that is not repeatable may be half done:
# Frappe commits in the middle of new-site and install-app.
is_half_made() {
  local step
  while IFS= read -r step; do
    if [[ $step != add-user ]] && ! recorded "done $step"; then
      return 0
    fi
  done < <(sed -n 's/^started //p' "$record")
  return 1
}

# Makes the site. One that an earlier run left half made is made anew: nobody has used it, and its
# database has the name that follows from the tenant's id, so --force touches nothing else.
make_site() {
  local force=()
  if recorded 'started new-site' && is_half_made; then
    begin_record 'started new-site'
    force=(--force)
  fi
  if recorded 'done new-site'; then
    return
  fi
  run_step new-site new-site "$SITE_NAME" --db-name "$DB_NAME" --db-host "$DB_HOST" \\
    --db-root-password "$DB_ROOT_PASSWORD" --admin-password "$ADMIN_PASSWORD" \\
    "$(login_scope)" \${force[@]+"\${force[@]}"}
}

# Lets the site's database user log in from other hosts; the option's name depends on the version.
login_scope() {
  local help
  help=$(run_bench new-site --help) || true
  if [[ $help == *--mariadb-user-host-login-scope* ]]; then
    printf '%s' '--mariadb-user-host-login-scope=%'
  else
    printf '%s' --no-mariadb-socket
  fi
}

install_apps() {
  local app
  for app in \${apps[@]+"\${apps[@]}"}; do
    if ! recorded "done install-app $app"; then
      run_step "install-app $app" --site "$SITE_NAME" install-app "$app"
    fi
  done
}

# Adding a user is one transaction: after a crash it is either done or not, so it is looked up.
add_user() {
  if recorded 'done add-user'; then
    return
  fi
  if recorded 'started add-user' && user_exists; then
    note 'done add-user'
    return
  fi
  run_step add-user "\${add_user_command[@]}"
}

claim_site
if recorded complete; then
  require_complete_site
  echo "Site $SITE_NAME is complete"
  exit 0
fi
make_site
install_apps
add_user
note complete
echo "Site $SITE_NAME is complete"
`;
