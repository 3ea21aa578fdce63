import { siteParamsScript } from './site-params-script.ts';
import { siteRecordScript } from './site-record-script.ts';

/**
 * Brings a finished site to changed params: installs the apps that it lacks and adds the user whom it
 * lacks. Takes nothing away, because apps and users hold a customer's data. May be killed at any
 * point and run again. Reads what the provision script reads, but no ADMIN_PASSWORD.
 */
export const updateSiteScript = `TASK=update
${siteRecordScript}
${siteParamsScript}
# One that an earlier run left half installed is installed with --force, which takes the rows that
# are there already; unlike a site that nobody has used, this one cannot be made anew.
install_missing_apps() {
  local app force
  for app in \${apps[@]+"\${apps[@]}"}; do
    if recorded "done install-app $app"; then
      continue
    fi
    force=()
    if recorded "started install-app $app"; then
      force=(--force)
    fi
    run_step "install-app $app" --site "$SITE_NAME" install-app "$app" \${force[@]+"\${force[@]}"}
  done
}

require_complete_site
install_missing_apps
# One transaction: it is either done or not. The customer may have removed or added users since.
if ! user_exists; then
  run_again add-user "\${add_user_command[@]}"
fi
echo "Site $SITE_NAME is up to date"
`;
