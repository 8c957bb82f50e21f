/** What an incident is told of alerts from outside. */
import { createHash } from 'node:crypto'
import type { Signal } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { levelOfAlerts } from '../engine/signal-of-rule.ts'
import type { ExternalAlert } from './external-repo.ts'

/** Alerts of one name within a project. */
export type AlertName = { projectId: string; name: string }

const shownAlerts = 10

export async function signalOf(
  tx: Tx,
  { projectId, name }: AlertName,
  key: string,
  firing: readonly ExternalAlert[],
  toTell: readonly ExternalAlert[],
): Promise<Signal> {
  const now = tx.now()
  const [first] = toTell
  const shown = [...toTell, ...firing.filter((alert) => !toTell.includes(alert))].slice(0, shownAlerts)
  const title = titleOf(name, first, firing.length)
  const activity = await recordActivity(tx, 'alert.firing', {
    subjectId: projectId,
    data: {
      ...{ name, title, external: true, firing: firing.length, generatorUrl: first?.generatorUrl ?? '' },
      alerts: shown.map(({ labels, startsAt }) => ({ labels, activeAt: startsAt.toISOString() })),
    },
  })
  const began = toTell.map(({ startsAt }) => startsAt).sort((a, b) => a.getTime() - b.getTime())
  const environments = firing.flatMap(({ labels }) => labels['environment'] ?? labels['env'] ?? [])
  return {
    ...{ projectId, key, formerKeys: [], count: toTell.length, title, culprit: first?.labels['job'] ?? '' },
    ...{ firstSeenAt: began[0] ?? now, lastSeenAt: now, release: null, releases: [] },
    ...{ environments: [...new Set(environments)], kind: 'alert', level: levelOfAlerts(toTell, null) },
    grouping: {
      method: 'alert from outside',
      version: 1,
      parts: [
        { kind: 'alert', value: name, counted: true },
        ...shown.map(({ labels }) => ({
          kind: 'labels',
          value: JSON.stringify(labels).slice(0, 1000),
          counted: false,
        })),
      ],
    },
    ...{ eventId: activity.id, receivedAt: now },
  }
}

function titleOf(name: string, first: ExternalAlert | undefined, count: number): string {
  const said = (first?.annotations['summary'] ?? first?.annotations['description'] ?? '').trim()
  const head = name === '' ? 'An alert from outside' : name
  const text = (said === '' ? head : `${head}: ${said}`).replaceAll(/\p{Cc}+/gu, ' ').slice(0, 180)
  return count > 1 ? `${text} (and ${count - 1} more)` : text
}

/** Of the incident of a name. */
export function keyOf({ projectId, name }: AlertName): string {
  return createHash('sha256')
    .update(JSON.stringify(['alert from outside', projectId, name]))
    .digest('hex')
    .slice(0, 32)
}
