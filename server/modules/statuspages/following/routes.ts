import { z } from 'zod'
import { endpoint, id, pageOf, timestamp } from '#platform/http'
import { componentStatuses } from '../components/component.ts'
import { getFollowing, listComponentsOfMonitor } from './describe-following.ts'
import { setFollowing } from './set-following.ts'
import { followingModes, maxAfterSeconds, maxFollowed, verdicts } from './verdict.ts'

/** 12 lower-case letters and digits, as those of pages. */
const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const ComponentParams = z.object({ componentId: ShortId })
const MonitorParams = z.object({ monitorId: id('mon') })

const unique = (ids: readonly string[]): boolean => new Set(ids).size === ids.length
const MonitorIds = z.array(id('mon')).max(maxFollowed).refine(unique, 'names a monitor twice')

const FollowingBody = z.object({
  monitors: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['check', 'heartbeat']),
      target: z.string().meta({ description: 'What is checked, or what a heartbeat is called in its URL' }),
      says: z.enum(['up', 'degraded', 'down', 'unknown', 'waiting', 'paused']),
      since: timestamp,
    }),
  ),
  mode: z.enum(followingModes),
  afterSeconds: z.number().int(),
  automatic: z.boolean(),
  says: z.enum(verdicts).nullable().meta({ description: 'What they come to; null: nothing could be said yet' }),
})

const ShownOnBody = z.object({
  componentId: ShortId,
  componentName: z.string(),
  pageId: ShortId,
  pageName: z.string(),
  status: z.enum(componentStatuses),
  unknownSince: timestamp.nullable(),
  automatic: z.boolean(),
})

export const endpoints = [
  endpoint({
    operationId: 'getComponentFollowing',
    summary: 'Read which monitors a component follows, and what they say',
    method: 'get',
    path: '/components/{componentId}/following',
    permission: 'statuspages.read',
    params: ComponentParams,
    response: FollowingBody,
    handle: (ctx, { params }) => getFollowing(ctx, params.componentId),
  }),
  endpoint({
    operationId: 'setComponentFollowing',
    summary: 'Set which monitors a component follows',
    description: 'What they say now counts at once. Answers 400 for a monitor that is not there.',
    method: 'put',
    path: '/components/{componentId}/following',
    permission: 'statuspages.write',
    params: ComponentParams,
    body: z.object({
      monitorIds: MonitorIds.meta({ description: 'Checks and heartbeats of the workspace; none ends it' }),
      mode: z.enum(followingModes).optional().meta({
        description:
          'worst (default): one that is down is a major outage; all: that takes all of them, some are a partial one',
      }),
      afterSeconds: z
        .number()
        .int()
        .min(0)
        .max(maxAfterSeconds)
        .optional()
        .meta({ description: 'Trouble that is shorter is not shown; default: 60' }),
      automatic: z
        .boolean()
        .optional()
        .meta({ description: 'Show what they say; otherwise it is offered to people. Default: true' }),
    }),
    response: FollowingBody,
    handle: (ctx, { params, body }) => setFollowing(ctx, params.componentId, body),
  }),
  endpoint({
    operationId: 'listComponentsOfMonitor',
    summary: 'List the components of status pages that follow a monitor',
    method: 'get',
    path: '/monitors/{monitorId}/components',
    permission: 'statuspages.read',
    params: MonitorParams,
    response: pageOf(ShownOnBody),
    handle: async (ctx, { params }) => ({
      items: await listComponentsOfMonitor(ctx, params.monitorId),
      nextCursor: null,
    }),
  }),
]
