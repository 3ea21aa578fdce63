import { siteRecordScript } from './site-record-script.ts';

/** Whether a site serves its users and runs its scheduled jobs. */
export type SiteSwitch = 'suspend' | 'resume';

const words = {
  suspend: { maintenance: 'on', scheduler: 'disable' },
  resume: { maintenance: 'off', scheduler: 'enable' },
} as const;

/**
 * Suspends a finished site (visitors see the maintenance page, no scheduled job starts) or resumes it.
 * Both commands state what should be, so the script may be killed at any point and run again.
 */
export function switchSiteScript(to: SiteSwitch): string {
  const { maintenance, scheduler } = words[to];
  return `TASK=${to}
${siteRecordScript}
require_complete_site
run_again set-maintenance-mode --site "$SITE_NAME" set-maintenance-mode ${maintenance}
run_again scheduler --site "$SITE_NAME" scheduler ${scheduler}
echo "Site $SITE_NAME: maintenance mode ${maintenance}, scheduler ${scheduler}d"
`;
}
