/** What sessions came to, read from the column store. */
import type { Context } from '#platform/context'
import { health, type Health, type SessionTotals } from './health.ts'
import { maxSessionAgeMs } from './session-store.ts'

/** Sessions that began from `from` on and before `to`. */
export type HealthRange = { from: Date; to: Date; environment?: string | undefined }

type Scope = HealthRange & { projectId: string; versions?: readonly string[] }

/** Of two words at the same place in the sequence the worse one holds, whichever came first. */
const severity = `indexOf(['exited', 'unhandled', 'abnormal', 'crashed'], status)`

/**
 * One row for each session, and one for each count that a sender made, in the same columns. A session is in the state of
 * its first final update, else of its highest one; it counts when its beginning is known, or when it crashed, which is
 * worth knowing without its beginning.
 */
const sessions = (where: string) => `
  select release, environment, started as started_at, who, toUInt64(1) as n_total,
    toUInt64(state.1 = 'crashed') as n_crashed, toUInt64(state.1 = 'abnormal') as n_abnormal,
    toUInt64(state.1 = 'unhandled') as n_unhandled,
    toUInt64(state.2 > 0 and state.1 not in ('crashed', 'abnormal', 'unhandled')) as n_errored
  from (
    select release, environment, session_id, min(started_at) as started, max(user_hash) as who,
      max(is_first) as has_first,
      if(countIf(status != 'ok') > 0,
        argMinIf((toString(status), errors), (sequence, -toInt64(${severity}), -toInt64(errors)), status != 'ok'),
        argMax((toString(status), errors), (sequence, errors))) as state
    from session_updates
    where ${where} and received_at >= {from:DateTime64(3)} and received_at < {heardUntil:DateTime64(3)}
    group by release, environment, session_id
    having started >= {from:DateTime64(3)} and started < {to:DateTime64(3)}
      and (has_first or state.1 in ('crashed', 'abnormal')))
  union all
  select release, environment, started_at, user_hash as who, exited + errored + abnormal + crashed + unhandled as n_total,
    crashed as n_crashed, abnormal as n_abnormal, unhandled as n_unhandled, errored as n_errored
  from session_counts
  where ${where} and started_at >= {from:DateTime64(3)} and started_at < {to:DateTime64(3)}
    and received_at >= {from:DateTime64(3)} and received_at < {heardUntil:DateTime64(3)}`

const sums = `sum(n_total) as total, sum(n_errored) as errored, sum(n_unhandled) as unhandled,
  sum(n_abnormal) as abnormal, sum(n_crashed) as crashed, uniqExactIf(who, who != '') as users,
  uniqExactIf(who, who != '' and n_crashed > 0) as "crashedUsers"`

type Row = SessionTotals & { release?: string; environment?: string; hour?: Date }

/** `by`: columns, or none for one row of all. */
async function countBy(
  ctx: Context,
  scope: Scope,
  by: readonly ('release' | 'environment' | 'hour')[],
): Promise<Row[]> {
  const { projectId, from, to, versions, environment } = scope
  const where = [
    'workspace_id = {workspaceId:String}',
    'project_id = {projectId:String}',
    ...(versions === undefined ? [] : ['release in {versions:Array(String)}']),
    ...(environment === undefined ? [] : ['environment = {environment:String}']),
  ].join(' and ')
  const heardUntil = new Date(to.getTime() + maxSessionAgeMs)
  const selected = by
    .map((column) => (column === 'hour' ? 'toStartOfHour(started_at) as hour,' : `${column},`))
    .join(' ')
  const order = by.length === 0 ? '' : `group by ${by.join(', ')} order by ${by.join(', ')}`
  return ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<Row>(`select ${selected} ${sums} from (${sessions(where)}) ${order}`, {
      projectId,
      from,
      to,
      heardUntil,
      ...(versions && { versions }),
      ...(environment !== undefined && { environment }),
    })
}

/** Environments in which sessions of the project began; at most 50, by name. */
export async function listSessionEnvironments(
  ctx: Context,
  projectId: string,
  { from, to }: HealthRange,
): Promise<string[]> {
  const rows = await countBy(ctx, { projectId, from, to }, ['environment'])
  return rows.flatMap(({ environment = '' }) => (environment === '' ? [] : [environment])).slice(0, 50)
}

/** Of several releases at once; the answer tells it of one. */
export async function countHealth(
  ctx: Context,
  projectId: string,
  range: HealthRange,
  versions: readonly string[],
): Promise<(version: string) => Health> {
  const scope = { ...rangeOf(range), projectId }
  const [[all], found] = await Promise.all([
    countBy(ctx, scope, []),
    versions.length === 0 ? [] : countBy(ctx, { ...scope, versions }, ['release']),
  ])
  const byVersion = new Map(found.map((row) => [row.release, row]))
  return (version) => health(byVersion.get(version), all)
}

export type HealthInDetail = Health & {
  environments: (Health & { environment: string })[]
  /** Hours in which nothing began are left out. */
  hours: (Health & { hour: Date; environment: string })[]
}

/** One release, as a whole, by environment, and by environment and hour. */
export async function countHealthInDetail(
  ctx: Context,
  projectId: string,
  version: string,
  range: HealthRange,
): Promise<HealthInDetail> {
  const all = { ...rangeOf(range), projectId }
  const one = { ...all, versions: [version] }
  const [[own], [everything], environments, everywhere, hours] = await Promise.all([
    countBy(ctx, one, []),
    countBy(ctx, all, []),
    countBy(ctx, one, ['environment']),
    countBy(ctx, all, ['environment']),
    countBy(ctx, one, ['environment', 'hour']),
  ])
  const ofAll = new Map(everywhere.map((row) => [row.environment, row]))
  return {
    ...health(own, everything),
    environments: environments.map((row) => ({
      ...health(row, ofAll.get(row.environment)),
      environment: row.environment ?? '',
    })),
    hours: hours.map((row) => ({ ...health(row), environment: row.environment ?? '', hour: row.hour ?? range.from })),
  }
}

const rangeOf = ({ from, to, environment }: HealthRange): HealthRange => ({ from, to, environment })
