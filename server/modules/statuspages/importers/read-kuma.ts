/**
 * The JSON of Uptime Kuma as a plan: its backup (1.x), or what its own connection says of monitors, status pages and
 * maintenances (1.x and 2.x): `monitorList`, `statusPageList`, `publicGroupList`, `maintenanceList`. Pure.
 */
import { listOf } from './kuma-values.ts'
import { lineOf, maxMonitors, type Plan, type Skipped } from './plan.ts'
import type { PlannedMonitor } from './planned-monitor.ts'
import { KumaMonitor, readMonitor } from './read-kuma-monitor.ts'
import { readPages } from './read-kuma-page.ts'

export function isKuma(document: Record<string, unknown>): boolean {
  return ['monitorList', 'statusPageList', 'publicGroupList'].some((key) => listOf(document[key]) !== undefined)
}

export function readKuma(document: Record<string, unknown>, now: Date): Plan {
  const skipped: Skipped[] = []
  const raw = listOf(document['monitorList']) ?? []
  const known = raw.flatMap((each) => {
    const { data } = KumaMonitor.safeParse(each)
    if (!data) skipped.push({ what: 'monitor', name: '', reason: 'it has no number' })
    return data ? [data] : []
  })
  const monitors = new Map(known.map((monitor) => [monitor.id, monitor]))
  const planned = [...monitors.values()]
    .filter(({ type }) => type !== 'group')
    .flatMap((monitor): PlannedMonitor[] => {
      const read = readMonitor(monitor, monitors)
      if (typeof read !== 'string') return [read]
      skipped.push({ what: 'monitor', name: lineOf(monitor.name), reason: read })
      return []
    })
  for (const { name } of planned.slice(maxMonitors))
    skipped.push({ what: 'monitor', name, reason: `at most ${maxMonitors} are taken over at a time` })
  for (const [key, reason] of leftBehind) {
    const count = listOf(document[key])?.length ?? 0
    if (count > 0) skipped.push({ what: 'file', name: `${key} (${count})`, reason })
  }
  return {
    kind: 'uptimeKuma',
    pages: readPages(document, monitors, now, skipped),
    monitors: planned.slice(0, maxMonitors),
    skipped,
  }
}

const leftBehind: [string, string][] = [
  ['notificationList', 'who is told of what is set under Settings → Channels'],
  ['proxyList', 'checks go out directly; put a private probe where a proxy was needed'],
  ['heartbeatList', 'results of checks are not taken over'],
]
