import { siteRecordScript } from './site-record-script.ts';

/**
 * Backs a finished site up into its own folder and migrates its database to the code of the image.
 * May be killed at any point and run again: the backup of one RUN_ID is made once, before its first
 * migration, so that a second attempt does not back up what is half migrated instead.
 */
export const migrateSiteScript = `TASK=migrate
${siteRecordScript}
: "\${RUN_ID:?}"
check RUN_ID "$RUN_ID" '^[0-9a-f-]{1,64}$'

require_complete_site
if ! recorded "done backup $RUN_ID"; then
  run_step "backup $RUN_ID" --site "$SITE_NAME" backup --with-files
fi
run_again migrate --site "$SITE_NAME" migrate
echo "Site $SITE_NAME is migrated"
`;
