import { z } from 'zod'
import { endpoint, timestamp } from '#platform/http'
import { recordedStatuses, upWhens } from '../components/component.ts'
import { getUptime } from './get-uptime.ts'
import { listMonths, maxMonths } from './list-months.ts'
import { maintenanceRules } from './policy.ts'
import { getUptimeReport, getUptimeReportCsv, maxReportDays } from './report.ts'
import { deleteUptimePolicy, getUptimePolicies, setUptimePolicy } from './set-policy.ts'

const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const PageParams = z.object({ pageId: ShortId })

/** A day of the page's calendar. */
const Day = z.iso
  .date('expected a day such as 2026-01-31')
  .refine((day) => day >= '2000-01-01' && day < '2100-01-01', 'expected a day from 2000 to 2099')

const share = z.number().min(0).max(1)
const Figure = {
  uptime: share.nullable().meta({ description: 'From 0 to 1; null where nothing was observed' }),
  coverage: share.meta({ description: 'How much of the time that counts was observed, from 0 to 1' }),
}
const secondsBy = z
  .partialRecord(z.enum(recordedStatuses), z.number().int())
  .meta({ description: 'Whole seconds in each state; unknown is what nobody observed' })
const seconds = z.number().int()

const DayBody = z.object({ date: z.string(), ...Figure, worst: z.enum(recordedStatuses), secondsBy })

const UptimeBody = z.object({
  timeZone: z.string(),
  overall: z.object(Figure),
  components: z.array(
    z.object({
      ...Figure,
      id: ShortId,
      name: z.string(),
      groupId: ShortId.nullable(),
      hidden: z.boolean(),
      days: z.array(DayBody).meta({ description: '90 days of the page, oldest first, today last' }),
    }),
  ),
  groups: z.array(z.object({ ...Figure, id: ShortId, name: z.string(), upWhen: z.enum(upWhens) })).meta({
    description: 'Each at every moment as its worst component, or as its best',
  }),
})

const MonthBody = z.object({
  ...Figure,
  month: z.string(),
  downtimeSeconds: seconds.meta({ description: 'Weighted as the policy says' }),
  excludedSeconds: seconds,
})

const MonthsBody = z.object({
  timeZone: z.string(),
  months: z.array(z.string()),
  components: z.array(
    z.object({
      id: ShortId,
      name: z.string(),
      groupId: ShortId.nullable(),
      hidden: z.boolean(),
      months: z.array(MonthBody),
    }),
  ),
  overall: z.array(MonthBody),
})

const weights = {
  degradedWeight: share.meta({ description: 'Part of the time with degraded performance that is downtime' }),
  partialWeight: share.meta({ description: 'Part of the time with a partial outage that is downtime' }),
  majorWeight: share.meta({ description: 'Part of the time with a major outage that is downtime' }),
  maintenance: z
    .enum(maintenanceRules)
    .meta({ description: 'excluded: left out of the figure; up, down: counted as if it were' }),
}

const PolicyBody = z.object({ effectiveFrom: z.string(), ...weights })
const PoliciesBody = z.object({
  present: PolicyBody,
  policies: z.array(PolicyBody),
  standard: z.object(weights),
})

const ReportQuery = z.object({
  from: Day.meta({ description: 'First day of the page that counts' }),
  to: Day.meta({ description: `Last day that counts, at most ${maxReportDays} days from the first` }),
  target: z.coerce.number().min(0).max(1).optional().meta({ description: 'The uptime that was agreed, from 0 to 1' }),
})

const ReportBody = z.object({
  page: z.object({ id: ShortId, name: z.string() }),
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  target: z.number().nullable(),
  generatedAt: timestamp,
  policies: z.array(PolicyBody),
  components: z.array(
    z.object({
      ...Figure,
      id: ShortId,
      name: z.string(),
      group: z.string().nullable(),
      hidden: z.boolean(),
      windowSeconds: seconds,
      observedSeconds: seconds,
      excludedSeconds: seconds,
      downtimeSeconds: seconds.meta({ description: 'Weighted as the policies say' }),
      remainingSeconds: seconds.nullable().meta({ description: 'What is left of the agreed downtime' }),
      secondsBy,
      isMet: z.boolean().nullable(),
      correctedAt: timestamp.nullable(),
    }),
  ),
  groups: z.array(
    z.object({
      ...Figure,
      id: ShortId,
      name: z.string(),
      upWhen: z.enum(upWhens),
      windowSeconds: seconds,
      observedSeconds: seconds,
      excludedSeconds: seconds,
      downtimeSeconds: seconds.meta({ description: 'Weighted as the policies say' }),
      remainingSeconds: seconds.nullable(),
      secondsBy,
      isMet: z.boolean().nullable(),
    }),
  ),
  overall: z.object({ ...Figure, isMet: z.boolean().nullable() }),
})

export const endpoints = [
  endpoint({
    operationId: 'getUptime',
    summary: 'Read the past 90 days of all components of a status page',
    method: 'get',
    path: '/status-pages/{pageId}/uptime',
    permission: 'statuspages.read',
    params: PageParams,
    response: UptimeBody,
    handle: (ctx, { params }) => getUptime(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'listUptimeMonths',
    summary: 'Read the uptime of a status page by month',
    method: 'get',
    path: '/status-pages/{pageId}/uptime-months',
    permission: 'statuspages.read',
    params: PageParams,
    query: z.object({ count: z.coerce.number().int().min(1).max(maxMonths).default(6) }),
    response: MonthsBody,
    handle: (ctx, { params, query }) => listMonths(ctx, params.pageId, query.count),
  }),
  endpoint({
    operationId: 'getUptimeReport',
    summary: 'Compare the uptime of a status page with what was agreed',
    method: 'get',
    path: '/status-pages/{pageId}/uptime-report',
    permission: 'statuspages.read',
    params: PageParams,
    query: ReportQuery,
    response: ReportBody,
    handle: (ctx, { params, query }) => getUptimeReport(ctx, params.pageId, query),
  }),
  endpoint({
    operationId: 'getUptimeReportCsv',
    summary: 'Read the same report as a table for spreadsheets',
    method: 'get',
    path: '/status-pages/{pageId}/uptime-report-csv',
    permission: 'statuspages.read',
    params: PageParams,
    query: ReportQuery,
    response: z.object({ fileName: z.string(), csv: z.string() }),
    handle: (ctx, { params, query }) => getUptimeReportCsv(ctx, params.pageId, query),
  }),
  endpoint({
    operationId: 'getUptimePolicies',
    summary: 'Read what counts as downtime on a status page, and since when',
    method: 'get',
    path: '/status-pages/{pageId}/uptime-policies',
    permission: 'statuspages.read',
    params: PageParams,
    response: PoliciesBody,
    handle: (ctx, { params }) => getUptimePolicies(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'setUptimePolicy',
    summary: 'Set what counts as downtime from a day on',
    method: 'put',
    path: '/status-pages/{pageId}/uptime-policies/{effectiveFrom}',
    permission: 'statuspages.write',
    params: PageParams.extend({ effectiveFrom: Day }),
    body: z.object(weights),
    response: PoliciesBody,
    handle: (ctx, { params, body }) =>
      setUptimePolicy(ctx, params.pageId, { effectiveFrom: params.effectiveFrom, ...body }),
  }),
  endpoint({
    operationId: 'deleteUptimePolicy',
    summary: 'Remove a policy; the one before it counts again',
    method: 'delete',
    path: '/status-pages/{pageId}/uptime-policies/{effectiveFrom}',
    permission: 'statuspages.write',
    params: PageParams.extend({ effectiveFrom: Day }),
    handle: (ctx, { params }) => deleteUptimePolicy(ctx, params.pageId, params.effectiveFrom),
  }),
]
