import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, timestamp } from '#platform/http'
import { getHost, getHostGraphs, type HostInDetail } from './get-host.ts'
import { hostSorts, hostStates } from './host.ts'
import { listHosts, type ListedHost } from './list-hosts.ts'

const share = z.number().min(0).max(1).nullable()
const figure = z.number().nullable()

const host = {
  id: id('hst'),
  projectId: id('prj'),
  name: z.string().meta({ description: 'Its host name; the instance where it is withheld' }),
  job: z.string(),
  instance: z.string(),
  state: z.enum(hostStates).meta({
    description:
      '`quiet`: nothing came for three of its intervals. `stopped`: it ended its series, as a clean stop does',
  }),
  operatingSystem: z.string().nullable(),
  kernel: z.string().nullable(),
  architecture: z.string().nullable(),
  software: z.object({
    kind: z.enum(['agent', 'nodeExporter', 'other']),
    version: z.string().nullable(),
    nodeVersion: z.string().nullable().meta({ description: 'Of Node, on which the agent runs' }),
  }),
  labels: z.record(z.string(), z.string()).meta({ description: 'Labels of its series beside job and instance' }),
  firstSeenAt: timestamp.meta({ description: 'Of the samples that are kept' }),
  lastSeenAt: timestamp,
  coverageShare: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'Of the last 24 hours, or since it was first seen, what is known; 0 to 1' }),
  figures: z
    .object({
      processors: figure,
      cpuShare: share,
      memoryBytes: figure,
      memoryShare: share,
      load1: figure,
      fullestFilesystem: z.object({ mountpoint: z.string(), share: z.number(), sizeBytes: z.number() }).nullable(),
    })
    .meta({ description: 'Now; null where it is not known, as for all of a host that does not report' }),
}

const HostBody = z.object(host).meta({ id: 'Host' })

const HostInDetailBody = z
  .object({
    ...host,
    intervalSeconds: figure.meta({
      description: 'Between its samples, the median; of fewer than four at least a minute is assumed',
    }),
    projectIds: z.array(id('prj')).meta({ description: 'In which a host of this job and instance reports' }),
    seriesCount: z.number().int().meta({ description: 'With samples today or yesterday (UTC)' }),
    inventory: z
      .array(z.object({ name: z.string().meta({ examples: ['kernel.release', 'os.pretty_name'] }), value: z.string() }))
      .meta({ description: 'What it says of itself: a declared list' }),
  })
  .meta({ id: 'HostInDetail' })

const count = z.number().int()
const params = z.object({ hostId: id('hst') })

export const endpoints = [
  endpoint({
    operationId: 'listHosts',
    summary: 'List hosts that report metrics, with their states and figures',
    description:
      'One for each project, job and instance that sent metrics of a node in the last seven days: by the agent, or by ' +
      'node_exporter and any sender.',
    method: 'get',
    path: '/hosts',
    permission: 'metrics.read',
    query: pageQuery.extend({
      projectId: id('prj').optional(),
      query: z.string().max(200).optional().meta({ description: 'Words in name, system and labels (`role=db`)' }),
      state: z.enum(hostStates).optional(),
      sort: z.enum(hostSorts).default('state').meta({ description: '`state`: quiet ones first' }),
    }),
    response: pageOf(HostBody).extend({
      counts: z
        .object({ quiet: count, reporting: count, stopped: count })
        .meta({ description: 'Of all that match the filter but for the state' }),
    }),
    handle: async (ctx, { query }) => {
      const page = await listHosts(ctx, query)
      return { ...page, items: page.items.map(describe) }
    },
  }),
  endpoint({
    operationId: 'getHost',
    summary: 'Read one host with its inventory',
    method: 'get',
    path: '/hosts/{hostId}',
    permission: 'metrics.read',
    params,
    response: HostInDetailBody,
    handle: async (ctx, { params: { hostId } }) => describeInDetail(await getHost(ctx, hostId)),
  }),
  endpoint({
    operationId: 'getHostGraphs',
    summary: 'Read the last hour of a host: processor, memory, disks, network',
    method: 'get',
    path: '/hosts/{hostId}/graphs',
    permission: 'metrics.read',
    params,
    response: z.object({
      from: timestamp,
      to: timestamp,
      stepSeconds: z.number(),
      points: z.array(
        z.object({
          at: timestamp.meta({ description: 'Where the step begins' }),
          cpuShare: share,
          memoryShare: share,
          diskReadRate: figure.meta({ description: 'Bytes a second of all disks, as the other rates' }),
          diskWriteRate: figure,
          receivedRate: figure,
          sentRate: figure,
        }),
      ),
    }),
    handle: (ctx, { params: { hostId } }) => getHostGraphs(ctx, hostId),
  }),
]

const describe = (one: ListedHost) => ({
  ...one,
  operatingSystem: one.os['pretty_name'] || one.os['name'] || one.uname['sysname'] || null,
  kernel: one.uname['release'] || null,
  architecture: one.uname['machine'] || null,
  firstSeenAt: new Date(one.firstSeenMs),
  lastSeenAt: new Date(one.lastSeenMs),
})

const describeInDetail = (one: HostInDetail) => ({
  ...describe(one),
  intervalSeconds: one.intervalMs === null ? null : one.intervalMs / 1000,
  projectIds: one.projectIds,
  seriesCount: one.seriesCount,
  inventory: one.inventory,
})
