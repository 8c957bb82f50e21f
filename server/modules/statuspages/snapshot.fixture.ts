/** Snapshots for the tests of everything that is rendered from them. */
import type { Component, ComponentStatus } from './components/component.ts'
import type { Impact } from './headline.ts'
import type { StatusPage } from './page.ts'
import type { ReportStatus } from './report.ts'
import {
  buildSnapshot,
  localDate,
  type DayState,
  type Snapshot,
  type SnapshotGroup,
  type SnapshotMaintenance,
  type SnapshotUptime,
} from './snapshot.ts'

export const at = (iso: string): Date => new Date(iso)

export const page: StatusPage = {
  id: 'page00000001',
  slug: 'acme',
  name: 'Acme',
  description: 'Everything that Acme runs for you.',
  timeZone: 'Europe/Berlin',
  locale: 'en',
  createdAt: at('2026-01-01T00:00:00Z'),
  updatedAt: at('2026-11-21T10:05:00.123Z'),
}

export function component(number: number, status: ComponentStatus, name = `Service ${number}`): Component {
  const created = at('2026-01-01T23:30:00Z')
  return {
    id: `comp0000000${number}`,
    name,
    description: '',
    status,
    position: number,
    createdAt: created,
    updatedAt: created,
    groupId: null,
    showcase: true,
    startDate: null,
    onlyShowIfDegraded: false,
    hidden: false,
    unknownSince: null,
  }
}

export type Story = {
  id: string
  title: string
  impact?: Impact
  startedAt: Date
  affected?: string[]
  updates: {
    status: ReportStatus
    body: string
    at: Date
    changes?: { id: string; from: ComponentStatus; to: ComponentStatus }[]
  }[]
}

export function snapshotOf(
  components: Component[],
  stories: Story[] = [],
  options: {
    page?: Partial<StatusPage>
    takenAt?: Date
    url?: string
    groups?: SnapshotGroup[]
    maintenances?: SnapshotMaintenance[]
    uptime?: SnapshotUptime[]
    look?: Snapshot['look']
  } = {},
): Snapshot {
  const updates = stories.flatMap((story) =>
    story.updates.map((update, index) => ({
      id: `${story.id.slice(0, 9)}u${String(index).padStart(2, '0')}`,
      reportId: story.id,
      number: index + 1,
      status: update.status,
      body: update.body,
      notified: true,
      createdAt: update.at,
      changes: update.changes ?? [],
    })),
  )
  return buildSnapshot({
    page: { ...page, ...options.page },
    url: options.url ?? 'https://acme.status.example',
    components,
    reports: stories.map((story) => {
      const first = (status: ReportStatus) => story.updates.find((update) => update.status === status)?.at ?? null
      const last = story.updates.at(-1)!
      return {
        id: story.id,
        title: story.title,
        impact: story.impact ?? 'none',
        status: last.status,
        startedAt: story.startedAt,
        monitoringAt: first('monitoring'),
        resolvedAt: first('resolved'),
        createdAt: story.startedAt,
        updatedAt: last.at,
      }
    }),
    reportComponents: stories.flatMap((story) =>
      (story.affected ?? []).map((componentId) => ({ reportId: story.id, componentId })),
    ),
    updates: updates,
    updateComponents: updates.flatMap((update) =>
      update.changes.map(({ id, from, to }) => ({
        updateId: update.id,
        id,
        name: components.find((each) => each.id === id)?.name ?? id,
        oldStatus: from,
        newStatus: to,
      })),
    ),
    ...(options.look && { look: options.look }),
    groups: options.groups ?? [],
    maintenances: options.maintenances ?? [],
    uptime: options.uptime ?? [],
    history: stories.map(({ id, title, impact, startedAt, updates: told }) => ({
      kind: 'report' as const,
      id,
      title,
      impact: impact ?? 'none',
      startedAt,
      endedAt: told.find((update) => update.status === 'resolved')?.at ?? null,
    })),
    takenAt: options.takenAt ?? at('2026-11-21T10:42:00Z'),
  })
}

export function group(number: number, position: number, name = `Group ${number}`): SnapshotGroup {
  const created = at('2026-01-01T23:30:00Z')
  return {
    id: `group000000${number}`,
    name,
    description: '',
    position,
    upWhen: 'all',
    createdAt: created,
    updatedAt: created,
  }
}

/** A window on the day after the fixture's present one, of two hours. */
export function maintenance(number: number, status: SnapshotMaintenance['status']): SnapshotMaintenance {
  const scheduledFor = at(status === 'completed' ? '2026-11-20T01:00:00Z' : '2026-11-22T01:00:00Z')
  const scheduledUntil = new Date(scheduledFor.getTime() + 7_200_000)
  const created = at('2026-11-18T12:00:00.500Z')
  return {
    id: `window00000${number}`,
    title: 'Move to a new database',
    status,
    scheduledFor,
    scheduledUntil,
    startedAt: status === 'scheduled' ? null : scheduledFor,
    completedAt: status === 'completed' ? scheduledUntil : null,
    createdAt: created,
    updatedAt: created,
    componentIds: ['comp00000005'],
    updates: [
      {
        id: `window0000u${number}`,
        status: 'scheduled',
        body: 'Reports will be read-only; nothing is lost.',
        createdAt: created,
        notified: true,
        number: 1,
      },
    ],
  }
}

/** 90 days that end with the fixture's present one; `states` by how many days ago. */
export function uptimeOf(id: string, states: Record<number, DayState> = {}): SnapshotUptime {
  const today = at('2026-11-21T10:42:00Z').getTime()
  const days = Array.from({ length: 90 }, (_, index) => {
    const ago = 89 - index
    const worst = states[ago] ?? 'operational'
    const isKnown = worst !== 'unknown'
    return {
      date: localDate(new Date(today - ago * 86_400_000), 'Europe/Berlin'),
      uptime: isKnown ? (worst === 'operational' ? 1 : 0.97) : null,
      coverage: isKnown ? 1 : 0,
      worst,
      secondsBy: worst === 'operational' ? { operational: 86_400 } : { [worst]: 2_520, operational: 83_880 },
    }
  })
  return { id, days, uptime90: 0.99912 }
}

/** An open report with three updates, and one that was resolved two days ago. */
export function busySnapshot(options: Parameters<typeof snapshotOf>[2] = {}): Snapshot {
  const components = [
    component(1, 'operational', 'Website'),
    { ...component(2, 'major_outage', 'API'), description: 'REST and webhooks' },
    component(3, 'degraded_performance', 'Checkout'),
    component(4, 'partial_outage', 'Search'),
    component(5, 'under_maintenance', 'Reports'),
  ]
  return snapshotOf(
    components,
    [
      {
        id: 'report000001',
        title: 'Payments fail for some customers',
        impact: 'critical',
        startedAt: at('2026-11-21T09:40:00Z'),
        affected: ['comp00000003', 'comp00000002'],
        updates: [
          {
            status: 'investigating',
            body: 'Card payments fail for about one in five customers. We are looking into it.',
            at: at('2026-11-21T09:40:00Z'),
            changes: [{ id: 'comp00000002', from: 'operational', to: 'partial_outage' }],
          },
          {
            status: 'identified',
            body: 'A release of 09:12 is the cause; it is being rolled back.',
            at: at('2026-11-21T09:55:00Z'),
          },
          {
            status: 'monitoring',
            body: 'Rolled back. See https://example.com/notes?a=1&b=2 (in English).\n\nQueued payments are being worked off,\nnothing is lost.',
            at: at('2026-11-21T10:05:00.123Z'),
            changes: [
              { id: 'comp00000003', from: 'operational', to: 'degraded_performance' },
              { id: 'comp00000002', from: 'partial_outage', to: 'major_outage' },
            ],
          },
        ],
      },
      {
        id: 'report000002',
        title: 'Search results were late',
        impact: 'minor',
        startedAt: at('2026-11-19T23:30:00Z'),
        updates: [
          { status: 'investigating', body: 'Search lags.', at: at('2026-11-19T23:30:00Z') },
          { status: 'monitoring', body: 'Better now.', at: at('2026-11-19T23:50:00Z') },
          { status: 'resolved', body: 'Results are up to date again.', at: at('2026-11-20T00:10:00Z') },
        ],
      },
    ],
    options,
  )
}
