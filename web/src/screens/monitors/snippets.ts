/** What to paste so that a program reports its runs, with the project's own key in it. */
import type { MonitorSchedule } from '../../api.ts'

export type SnippetId = 'curl' | 'node' | 'python'
type Snippet = { id: SnippetId; name: string; install?: string; code: string }
type Given = { dsn: string; slug: string; schedule: MonitorSchedule | null }

/** Anything that can fetch a URL can be heard of: `GET` or `POST`, `status` is ok unless it says otherwise. */
export function heartbeatUrl({ dsn, slug }: Pick<Given, 'dsn' | 'slug'>): string {
  const { origin, username, pathname } = new URL(dsn)
  return `${origin}/api${pathname}/cron/${slug}/${username}/`
}

export function snippetsOf(given: Given): Snippet[] {
  const url = heartbeatUrl(given)
  const { dsn, slug, schedule } = given
  const line = schedule && 'cron' in schedule ? schedule.cron : '0 3 * * *'
  return [
    {
      id: 'curl',
      name: 'curl',
      code: `# Once, to see that it works:
curl -fsS -m 10 --retry 3 '${url}'

# In a crontab: reports whether the command succeeded.
${line} your-command && s=ok || s=error; curl -fsS -m 10 --retry 3 "${url}?status=$s"

# In a script: also how long it took, and when it hangs.
curl -fsS -m 10 '${url}?status=in_progress'
your-command && status=ok || status=error
curl -fsS -m 10 --retry 3 "${url}?status=$status"`,
    },
    {
      id: 'node',
      name: 'Node.js',
      install: 'npm install @sentry/node',
      code: `import * as Sentry from '@sentry/node'

Sentry.init({ dsn: '${dsn}', environment: 'production' })

await Sentry.withMonitor('${slug}', async () => {
  // what runs by the schedule
}${configOf(schedule, 'node')})`,
    },
    {
      id: 'python',
      name: 'Python',
      install: 'pip install sentry-sdk',
      code: `import sentry_sdk
from sentry_sdk.crons import monitor

sentry_sdk.init(dsn="${dsn}", environment="production")

@monitor(monitor_slug="${slug}"${configOf(schedule, 'python')})
def run():
    ...  # what runs by the schedule`,
    },
  ]
}

/** The same schedule, so that a check-in says it as well and does not change it. */
function configOf(schedule: MonitorSchedule | null, language: 'node' | 'python'): string {
  if (schedule === null) return ''
  const isCron = 'cron' in schedule
  if (language === 'node') {
    const inner = isCron
      ? `schedule: { type: 'crontab', value: '${schedule.cron}' },\n  timezone: '${schedule.timeZone}',`
      : `schedule: { type: 'interval', value: ${schedule.every}, unit: '${schedule.unit}' },`
    return `, {\n  ${inner}\n}`
  }
  const inner = isCron
    ? `"schedule": {"type": "crontab", "value": "${schedule.cron}"},\n    "timezone": "${schedule.timeZone}",`
    : `"schedule": {"type": "interval", "value": ${schedule.every}, "unit": "${schedule.unit}"},`
  return `, monitor_config={\n    ${inner}\n}`
}
