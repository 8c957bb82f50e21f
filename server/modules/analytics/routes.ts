import { readFileSync } from 'node:fs'
import { mayMeasure, saysNo } from '#modules/privacy'
import type { Services } from '#platform/context'
import { forbidden, invalidRequest, notFound } from '#platform/errors'
import { googleProperty, json, personEndpoint, type Endpoint, type RawRequest, type Route } from '#platform/http'
import type { LimitRule } from '#platform/rate-limit'
import { senderKey } from '#platform/sender-key'
import { z } from 'zod'
import { countPageView } from './count-page-view.ts'
import { homeScriptPath, scriptPath } from './head.ts'
import { listStatistics } from './list-statistics.ts'
import { isRead, readPageView } from './page-view.ts'

/** A person who clicks through the site; the address is kept as a hash in the counter, for two minutes. */
export const viewsPerSender: LimitRule = { name: 'analytics.sender', points: 120, durationSeconds: 60 }
const bodyLimitBytes = 8 * 1024
const scriptCache = 'public, max-age=3600'

export const routes: Route[] = [
  {
    name: 'countPageView',
    methods: ['POST'],
    path: '/api/event',
    handle: async (services, request) => {
      if (services.policy.inForce().analytics.mode !== 'cookieless') throw notFound('page')
      await services.limiter.consume(viewsPerSender, senderKey(request.remoteAddress))
      const counted = await takeEvent(services, request)
      return new Response('ok', {
        status: 202,
        headers: { 'content-type': 'text/plain', ...(!counted && { 'x-plausible-dropped': '1' }) },
      })
    },
  },
  script('analyticsScript', scriptPath, 'script.js', ({ policy }) => policy.inForce().analytics.mode === 'cookieless'),
  script(
    'homeAnalyticsScript',
    homeScriptPath,
    'home-analytics.js',
    ({ policy, config }) => googleProperty(policy.inForce(), config.siteUrl) !== null,
  ),
  {
    // What to load is told to those alone whose consent is on record and holds at this moment.
    name: 'getMeasurement',
    methods: ['GET'],
    path: '/js/measurement/{consentId}',
    handle: async (services, { headers, params }) => {
      const measurementId = googleProperty(services.policy.inForce(), services.config.siteUrl)
      const may = measurementId !== null && (await mayMeasure(services, headers, params['consentId']))
      if (!may) throw notFound('consent')
      return json({ measurementId }, { headers: { 'cache-control': 'no-store' } })
    },
  },
]

/** Whether it was counted. What is not is answered the same, so that no script runs into an error. */
async function takeEvent(services: Services, request: RawRequest): Promise<boolean> {
  const site = siteHost(services)
  const origin = request.header('origin')
  if (origin !== undefined && hostOf(origin) !== site) throw forbidden('only pages of our own site are counted here')
  const view = readPageView((await request.body(bodyLimitBytes)).toString('utf8'), site)
  if (!view || saysNo(request.headers) || !isRead(request.header)) return false
  await countPageView(services, view, {
    address: request.remoteAddress,
    userAgent: request.header('user-agent') ?? '',
  })
  return true
}

/** The site's own name; status pages and workspaces' domains have others and are refused. */
function siteHost({ config }: Services): string {
  return new URL(config.siteUrl ?? config.appUrl).hostname
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).hostname : undefined
}

/** Served as it stands in the tree, so that everyone can read what it does. */
function script(name: string, path: string, file: string, isServed: (services: Services) => boolean): Route {
  const text = readFileSync(new URL(`./browser/${file}`, import.meta.url), 'utf8')
  return {
    name,
    methods: ['GET', 'HEAD'],
    path,
    handle: (services) => {
      if (!isServed(services)) return Promise.reject(notFound('page'))
      const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': scriptCache }
      return Promise.resolve(new Response(text, { headers }))
    },
  }
}

const maxDays = 800
const dayMs = 86_400_000
const day = z.iso.date().transform((text) => new Date(text))
const views = z.number().int()

export const endpoints: Endpoint[] = [
  personEndpoint({
    operationId: 'getSiteStatistics',
    summary: 'Staff: how often the pages of the public site were read',
    description:
      'Days in UTC. Visitors are counted by the day and cannot be added up. Needs a second factor and freshness.',
    method: 'get',
    path: '/staff/analytics',
    query: z.object({ from: day, to: day }),
    response: z.object({
      mode: z.enum(['none', 'cookieless', 'ga4-homepage']),
      days: z.array(z.object({ day: z.string(), views, visitors: views })),
      pages: z.array(z.object({ path: z.string(), views })),
      referrers: z.array(z.object({ host: z.string(), views })),
      countries: z.array(z.object({ country: z.string(), views })),
    }),
    handle: async (ctx, { query: { from, to } }) => {
      const days = (to.getTime() - from.getTime()) / dayMs
      if (days < 0 || days > maxDays) throw invalidRequest(`to: expected a day up to ${maxDays} days after from`)
      return { mode: ctx.policy.inForce().analytics.mode, ...(await listStatistics(ctx, { from, to })) }
    },
  }),
]
