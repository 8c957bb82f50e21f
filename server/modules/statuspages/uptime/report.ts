import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { percentText, startOfDay, addDays, type Account } from '#platform/uptime'
import type { RecordedStatus, UpWhen } from '../components/component.ts'
import { accountOfDays, sumSeconds, type Day } from './account.ts'
import { csvOf } from './csv.ts'
import { accountsOf, figureOf, load, overallAccount, type Figure, type Loaded } from './get-uptime.ts'
import { loadGroupDays } from './group-days.ts'
import type { UptimePolicy } from './policy.ts'
import { defaultPolicy, policyOn } from './policy.ts'
import * as repo from './repo.ts'

/** A year and a day, so that any calendar year fits. */
export const maxReportDays = 367

/** `from` and `to` are days of the page, both included; `target` is the uptime that was agreed, from 0 to 1. */
export type ReportQuery = { from: string; to: string; target?: number | undefined }

/** All times in whole seconds. `downtimeSeconds` is weighted as the policy says, `secondsBy` is not. */
export type ReportLine = Figure & {
  id: string
  name: string
  group: string | null
  hidden: boolean
  windowSeconds: number
  observedSeconds: number
  excludedSeconds: number
  downtimeSeconds: number
  /** What of the agreed downtime is left; negative when it is overdrawn. Null without a target or a figure. */
  remainingSeconds: number | null
  secondsBy: Partial<Record<RecordedStatus, number>>
  /** Null without a target or a figure. */
  isMet: boolean | null
  /** When this part of its history was last corrected; null: it stands as it was recorded. */
  correctedAt: Date | null
}

/** A group as one thing, by its own rule; hidden components do not count. */
export type GroupLine = Omit<ReportLine, 'group' | 'hidden' | 'correctedAt'> & { upWhen: UpWhen }

export type UptimeReport = {
  page: { id: string; name: string }
  from: string
  /** The last day that counts: today, where the report was asked to go further. */
  to: string
  timeZone: string
  target: number | null
  generatedAt: Date
  /** The policies that counted, oldest first. */
  policies: UptimePolicy[]
  components: ReportLine[]
  groups: GroupLine[]
  overall: Figure & { isMet: boolean | null }
}

/** What was promised against what was kept, day by day of the page's calendar. Throws invalid_request for the days. */
export function getUptimeReport(ctx: Context, pageId: string, query: ReportQuery): Promise<UptimeReport> {
  requirePermission(ctx, 'statuspages.read')
  requireRange(query)
  const target = query.target ?? null
  return inTransaction(ctx, async (tx) => {
    let to = query.to
    const loaded = await load(tx, pageId, (today) => {
      to = query.to < today ? query.to : today
      return { from: query.from, to }
    })
    const { page, components, now } = loaded
    const accounts = accountsOf(loaded)
    const corrections = await repo.listCorrections(tx, pageId, {
      from: new Date(startOfDay(query.from, page.timeZone)),
      to: new Date(startOfDay(addDays(query.to, 1), page.timeZone)),
    })
    const overall = figureOf(overallAccount(components, accounts))
    return {
      page: { id: page.id, name: page.name },
      ...{ from: query.from, to, timeZone: page.timeZone, target, generatedAt: now },
      policies: policiesIn(loaded.policies, query.from, to),
      components: linesOf(loaded, accounts, corrections, target),
      groups: groupLinesOf(loaded, await loadGroupDays(tx, loaded), target),
      overall: { ...overall, isMet: isMet(overall.uptime, target) },
    }
  })
}

/** The same for spreadsheets. Shares are percent, rounded downward. */
export async function getUptimeReportCsv(
  ctx: Context,
  pageId: string,
  query: ReportQuery,
): Promise<{ fileName: string; csv: string }> {
  const report = await getUptimeReport(ctx, pageId, query)
  const columns = [
    'component',
    'group',
    'from',
    'to',
    'time zone',
    'uptime percent',
    'coverage percent',
    'target percent',
  ]
  const times = ['window seconds', 'observed seconds', 'excluded seconds', 'weighted downtime seconds']
  const states: RecordedStatus[] = [
    ...(['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance'] as const),
    'unknown',
  ]
  const lines = [
    ...report.components.map((line) => ({ ...line, group: line.group ?? '' })),
    // A group as one thing: its rule stands where a component has its group.
    ...report.groups.map((line) => ({ ...line, group: `group: ${line.upWhen}`, correctedAt: null })),
  ]
  const rows = lines.map((line) => [
    ...[line.name, line.group, report.from, report.to, report.timeZone],
    ...[percent(line.uptime), percent(line.coverage), report.target === null ? '' : String(report.target * 100)],
    ...[line.windowSeconds, line.observedSeconds, line.excludedSeconds, line.downtimeSeconds].map(String),
    ...states.map((status) => String(line.secondsBy[status] ?? 0)),
    line.isMet === null ? '' : line.isMet ? 'met' : 'missed',
    line.correctedAt?.toISOString() ?? '',
  ])
  const header = [...columns, ...times, ...states.map((each) => `${each} seconds`), 'target', 'corrected at']
  return { fileName: `uptime-${report.from}-${report.to}.csv`, csv: csvOf([header, ...rows]) }
}

function linesOf(
  { components, groups, days }: Loaded,
  accounts: ReadonlyMap<string, Account>,
  corrections: ReadonlyMap<string, Date>,
  target: number | null,
): ReportLine[] {
  const groupNames = new Map(groups.map(({ id, name }) => [id, name]))
  return components.flatMap(({ id, name, groupId, hidden }) => {
    const account = accounts.get(id)
    if (!account) return []
    return [
      {
        ...timesOf(account, target),
        ...{ id, name, hidden, group: groupNames.get(groupId ?? '') ?? null },
        secondsBy: sumSeconds(days.get(id) ?? []),
        correctedAt: corrections.get(id) ?? null,
      },
    ]
  })
}

function groupLinesOf(
  { groups }: Loaded,
  days: ReadonlyMap<string, readonly Day[]>,
  target: number | null,
): GroupLine[] {
  return groups.flatMap(({ id, name, upWhen }) => {
    const own = days.get(id)
    if (!own) return []
    return [{ ...timesOf(accountOfDays(own), target), ...{ id, name, upWhen }, secondsBy: sumSeconds(own) }]
  })
}

function timesOf(account: Account, target: number | null) {
  const figure = figureOf(account)
  const allowedMs = target === null || figure.uptime === null ? null : (1 - target) * account.observedMs
  return {
    ...figure,
    windowSeconds: seconds(account.windowMs),
    observedSeconds: seconds(account.observedMs),
    excludedSeconds: seconds(account.excludedMs),
    downtimeSeconds: seconds(account.lostMs),
    remainingSeconds: allowedMs === null ? null : Math.floor((allowedMs - account.lostMs) / 1000),
    isMet: isMet(figure.uptime, target),
  }
}

function isMet(uptime: number | null, target: number | null): boolean | null {
  return uptime === null || target === null ? null : uptime >= target
}

function policiesIn(policies: readonly UptimePolicy[], from: string, to: string): UptimePolicy[] {
  const first = policyOn(policies, from)
  const later = policies.filter(({ effectiveFrom }) => effectiveFrom > from && effectiveFrom <= to)
  return [first === defaultPolicy ? { ...first, effectiveFrom: from } : first, ...later]
}

function requireRange({ from, to }: ReportQuery): void {
  if (to < from) throw refusal('to', 'the last day must not come before the first')
  if (addDays(from, maxReportDays) <= to) throw refusal('to', `a report has at most ${maxReportDays} days`)
}

function refusal(path: string, message: string): Error {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}

function percent(share: number | null): string {
  return share === null ? '' : percentText(share, 4)
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}
