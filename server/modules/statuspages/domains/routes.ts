import { z } from 'zod'
import { endpoint, id, json, pageOf, timestamp, type Route } from '#platform/http'
import { findSlugOfHost } from './directory.ts'
import { recordNameOf, recordValueOf, stateOfHost, type PageHost } from './host.ts'
import { createHost, deleteHost, listHosts } from './manage-hosts.ts'
import { verifyHost } from './verify-host.ts'

const PageParams = z.object({
  pageId: z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits'),
})
const HostParams = z.object({ hostId: id('hst') })

const HostBody = z.object({
  id: id('hst'),
  host: z.string(),
  state: z
    .enum(['waiting', 'verified', 'failing'])
    .meta({ description: 'failing: the record is gone; the host is lost 72 hours after it was missed first' }),
  recordName: z.string().meta({ description: 'Name of the TXT record' }),
  recordValue: z.string().meta({ description: 'What the TXT record says' }),
  problem: z.string().nullable(),
  createdAt: timestamp,
  verifiedAt: timestamp.nullable(),
  checkedAt: timestamp.nullable(),
  missingSince: timestamp.nullable(),
})

const describe = (host: PageHost) => ({
  ...host,
  state: stateOfHost(host),
  recordName: recordNameOf(host.host),
  recordValue: recordValueOf(host),
})

export const endpoints = [
  endpoint({
    operationId: 'listPageHosts',
    summary: 'List the hosts of its own that a status page has or waits for',
    method: 'get',
    path: '/status-pages/{pageId}/hosts',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(HostBody),
    handle: async (ctx, { params }) => ({
      items: (await listHosts(ctx, params.pageId)).map(describe),
      nextCursor: null,
    }),
  }),
  endpoint({
    operationId: 'createPageHost',
    summary: 'Name a host of yours for a status page; it answers there once the host is verified',
    method: 'post',
    path: '/status-pages/{pageId}/hosts',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({ host: z.string().min(1).max(253) }),
    response: HostBody,
    status: 201,
    handle: async (ctx, { params, body }) => describe(await createHost(ctx, params.pageId, body.host)),
  }),
  endpoint({
    operationId: 'verifyPageHost',
    summary: 'Look for the TXT record of a host now',
    description: 'Answers 409 while another status page proves that it has this host.',
    method: 'post',
    path: '/page-hosts/{hostId}/checks',
    permission: 'statuspages.write',
    params: HostParams,
    response: HostBody,
    handle: async (ctx, { params }) => describe(await verifyHost(ctx, params.hostId)),
  }),
  endpoint({
    operationId: 'deletePageHost',
    summary: 'Take a host from a status page; it leads nowhere from now on',
    method: 'delete',
    path: '/page-hosts/{hostId}',
    permission: 'statuspages.write',
    params: HostParams,
    handle: (ctx, { params }) => deleteHost(ctx, params.hostId),
  }),
]

/**
 * For the proxy in front, which asks before it gets a certificate for a name that somebody called it by (Caddy's
 * `on_demand_tls.ask`): 200 for a host that leads to a page, 404 for any other.
 */
export const askRoute: Route = {
  name: 'askForPageHost',
  methods: ['GET', 'HEAD'],
  path: '/page-hosts/certificate',
  handle: async (services, request) => {
    const known = await findSlugOfHost(services, request.url.searchParams.get('domain'))
    return json({ known: known !== undefined }, { status: known === undefined ? 404 : 200 })
  },
}
