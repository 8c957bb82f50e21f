import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, shortText, timestamp, type Endpoint } from '#platform/http'
import { invalidRequest } from '#platform/errors'
import type { HealthRange } from './health-columns.ts'
import { getRelease, getReleaseHealth, listReleases } from './list-releases.ts'
import { announceRelease } from './record-deploy.ts'
import { isReleaseName, maxCommits, maxVersionLength } from './release.ts'

const version = z
  .string()
  .max(maxVersionLength)
  .refine(isReleaseName, 'expected a name of one line, without space at its ends')
  .meta({ examples: ['shop@1.4.0'] })

const link = z.url({ protocol: /^https?$/ }).max(1_000)

const CommitBody = z.object({
  id: z.string().min(1).max(100),
  message: z.string().max(1_000).optional(),
  author: z.string().max(200).optional(),
})

const DeployBody = z
  .object({
    id: id('dep'),
    projectId: id('prj'),
    version: z.string(),
    environment: z.string(),
    deployedAt: timestamp,
    url: z.string().nullable(),
    commits: z.array(CommitBody),
  })
  .meta({ id: 'Deploy' })

const releaseFields = {
  projectId: id('prj'),
  version: z.string(),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp.meta({ description: 'Exact to five minutes' }),
  announcedAt: timestamp.nullable().meta({ description: 'Null: only its telemetry told of it' }),
  url: z.string().nullable(),
}
const ReleaseBody = z.object(releaseFields).meta({ id: 'Release' })

const rate = z.number().nullable().meta({ description: 'From 0 to 1; null where there was nothing to count' })
const count = z.number().int()
const healthFields = {
  sessions: count,
  healthy: count,
  errored: count,
  unhandled: count,
  abnormal: count,
  crashed: count,
  users: count,
  crashedUsers: count,
  crashFreeSessions: rate,
  crashFreeUsers: rate,
  sessionAdoption: rate,
  userAdoption: rate,
}
const HealthBody = z.object(healthFields).meta({ id: 'ReleaseHealth' })

const rangeQuery = {
  environment: z.string().max(200).optional(),
  from: z.coerce
    .date()
    .optional()
    .meta({ description: 'Sessions that began from then on; default: a day before `to`' }),
  to: z.coerce.date().optional().meta({ description: 'and before then; default: now' }),
}

const maxRangeMs = 31 * 24 * 3_600_000
const defaultRangeMs = 24 * 3_600_000

/** Throws invalid_request for a range that is empty or longer than 31 days. */
function rangeOf(
  { from, to, environment }: { from?: Date | undefined; to?: Date | undefined; environment?: string | undefined },
  now: Date,
): HealthRange {
  const until = to ?? now
  const since = from ?? new Date(until.getTime() - defaultRangeMs)
  const lengthMs = until.getTime() - since.getTime()
  if (lengthMs <= 0 || lengthMs > maxRangeMs) {
    throw invalidRequest('from: must be before `to`, by at most 31 days', [
      { path: 'from', message: 'must be before `to`, by at most 31 days' },
    ])
  }
  return { from: since, to: until, environment }
}

const releaseParams = z.object({ version })
const ofProject = z.object({ projectId: id('prj') })

export const endpoints: Endpoint[] = [
  endpoint({
    operationId: 'announceRelease',
    summary: 'Say that a release exists, or that it was deployed',
    description: 'With `environment` a deploy is recorded; the same one told twice is one.',
    method: 'post',
    path: '/releases',
    permission: 'events.write',
    body: z.object({
      projectId: id('prj'),
      version,
      url: link.optional().meta({ description: 'Where people read more of it: a pipeline, a change log' }),
      environment: shortText.optional(),
      deployedAt: z.coerce.date().optional().meta({ description: 'Default: now' }),
      commits: z.array(CommitBody).max(maxCommits).optional(),
    }),
    status: 201,
    response: z.object({ release: ReleaseBody, deploy: DeployBody.nullable() }),
    handle: (ctx, { body }) => announceRelease(ctx, body),
  }),
  endpoint({
    operationId: 'listReleases',
    summary: 'List the releases of a project with their health, first seen last first',
    method: 'get',
    path: '/releases',
    permission: 'incidents.read',
    query: pageQuery.extend({ ...ofProject.shape, ...rangeQuery }),
    response: pageOf(
      ReleaseBody.extend({
        health: HealthBody,
        deploys: z
          .array(z.object({ environment: z.string(), deployedAt: timestamp }))
          .meta({ description: 'The last one to each environment, newest first' }),
      }),
    ).extend({
      environments: z
        .array(z.string())
        .meta({ description: 'Of the project: of its sessions in the range, and of its deploys in 90 days' }),
    }),
    handle: (ctx, { query }) => listReleases(ctx, { ...query, ...rangeOf(query, ctx.now()) }),
  }),
  endpoint({
    operationId: 'getRelease',
    summary: 'Read one release with its deploys and the release before it',
    method: 'get',
    path: '/releases/{version}',
    permission: 'incidents.read',
    params: releaseParams,
    query: ofProject,
    response: ReleaseBody.extend({
      deploys: z.array(DeployBody),
      previous: z.string().nullable().meta({ description: 'The release before it; null: it is the first' }),
    }),
    handle: (ctx, { params, query }) => getRelease(ctx, { ...params, ...query }),
  }),
  endpoint({
    operationId: 'getReleaseHealth',
    summary: 'Crash-free sessions and users of one release, by environment and hour',
    method: 'get',
    path: '/releases/{version}/health',
    permission: 'incidents.read',
    params: releaseParams,
    query: ofProject.extend(rangeQuery),
    response: HealthBody.extend({
      environments: z.array(HealthBody.extend({ environment: z.string() })),
      hours: z.array(HealthBody.extend({ environment: z.string(), hour: timestamp })),
    }),
    handle: (ctx, { params, query }) =>
      getReleaseHealth(ctx, { ...params, projectId: query.projectId, ...rangeOf(query, ctx.now()) }),
  }),
]
