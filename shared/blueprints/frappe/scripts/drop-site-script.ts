import { siteRecordScript } from './site-record-script.ts';

/**
 * Backs the site up into its own folder, drops its database and keeps the folder under
 * `sites/.tenantry/archive/<tenant id>/`. May be killed at any point and run again; succeeds when
 * there never was a site, and never touches a site that is not this tenant's. Reads SITE_NAME,
 * TENANT_ID, DB_NAME, DB_HOST and DB_ROOT_PASSWORD.
 */
export const dropSiteScript = `TASK=drop
${siteRecordScript}
# From here on no late run of this tenant makes the site again.
mkdir -p "$archive"

# A record may be lost, but the database's name follows from the tenant's id.
has_our_database() {
  [[ -f $site/site_config.json ]] && grep -Fq -e "\\"$DB_NAME\\"" "$site/site_config.json"
}

if ! is_ours; then
  if [[ -f $record ]] || ! has_our_database; then
    echo "The tenant has no site $SITE_NAME"
    exit 0
  fi
  begin_record complete
fi

# Only a finished site has a customer's data. To give the backup up, append "done backup" to the record.
if recorded complete && ! recorded 'done backup' && [[ -f $site/site_config.json ]]; then
  run_step backup --site "$SITE_NAME" backup --with-files
fi

if [[ -f $site/site_config.json ]]; then
  # --force: a run that died after it had dropped the database goes on with the folder.
  run_step drop-site drop-site "$SITE_NAME" --no-backup --force \\
    --archived-sites-path "$PWD/$archive" --db-root-password "$DB_ROOT_PASSWORD"
elif [[ -e $site ]]; then
  # bench had not come to the database yet.
  mv -- "$site" "$archive/$SITE_NAME.unfinished"
fi
if [[ -e $site ]]; then
  fail 'bench has dropped it and its folder is still there'
fi
rm -f -- "$record"
echo "Site $SITE_NAME is dropped; its archive is $archive"
`;
