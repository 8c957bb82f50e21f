import { requirePermission, type Context } from '#platform/context'
import { notFound } from '#platform/errors'
import { unameLabels, type KnownHost } from './find-hosts.ts'
import { latest } from './host.ts'
import { findHostsOf, judgeHosts, withFigures, type JudgedHost, type ListedHost } from './list-hosts.ts'
import { readGraphs, type HostGraphs } from './read-graphs.ts'

/** What a distribution says of itself (os-release(5)), as node_exporter passes it on. */
const osLabels = ['pretty_name', 'name', 'id', 'id_like', 'version', 'version_id', 'version_codename'] as const

export type HostInDetail = ListedHost & {
  intervalMs: number | null
  /** Projects in which a host of this job and instance reports. */
  projectIds: string[]
  /** With samples today or yesterday (UTC). */
  seriesCount: number
  /** Declared metadata and nothing else. */
  inventory: { name: string; value: string }[]
}

/** Throws not_found for a host that said nothing for seven days, and for another workspace's. */
export async function getHost(ctx: Context, hostId: string): Promise<HostInDetail> {
  requirePermission(ctx, 'metrics.read')
  const all = await findHostsOf(ctx)
  const host = await judge(ctx, all, hostId)
  const [[listed], seriesCount] = await Promise.all([withFigures(ctx, [host]), countSeries(ctx, host)])
  if (!listed) throw notFound('host')
  return {
    ...listed,
    intervalMs: latest(host.heard)?.intervalMs ?? null,
    projectIds: all
      .filter(({ job, instance }) => job === host.job && instance === host.instance)
      .map(({ projectId }) => projectId)
      .toSorted(),
    seriesCount,
    inventory: [...pairs(host.uname, unameLabels, 'kernel'), ...pairs(host.os, osLabels, 'os')],
  }
}

/** Of the last hour. Throws not_found as `getHost`. */
export async function getHostGraphs(ctx: Context, hostId: string): Promise<HostGraphs> {
  requirePermission(ctx, 'metrics.read')
  const host = await judge(ctx, await findHostsOf(ctx), hostId)
  return readGraphs(ctx.columns.forWorkspace(ctx.workspaceId), host, ctx.now().getTime())
}

async function judge(ctx: Context, all: readonly KnownHost[], hostId: string): Promise<JudgedHost> {
  const [host] = await judgeHosts(
    ctx,
    all.filter(({ id }) => id === hostId),
  )
  if (!host) throw notFound('host')
  return host
}

const pairs = (labels: Readonly<Record<string, string>>, names: readonly string[], from: string) =>
  names.flatMap((name) => {
    const value = labels[name]
    return value ? [{ name: `${from}.${name}`, value }] : []
  })

async function countSeries(ctx: Context, { projectId, job, instance }: JudgedHost): Promise<number> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ count: number }>(
    `select toFloat64(uniqExact(series_id)) as count from metric_series
     where workspace_id = {workspaceId:String} and project_id = {projectId:String}
       and labels['job'] = {job:String} and labels['instance'] = {instance:String}
       and seen_until >= toDateTime({fromSeconds:UInt32}, 'UTC')`,
    { projectId, job, instance, fromSeconds: Math.floor(ctx.now().getTime() / 1000) - 86_400 },
  )
  return rows[0]?.count ?? 0
}
