/** The Statuspage read API and the feeds of a page. */
import type { Services } from '#platform/context'
import { json, type RawRequest, type Route } from '#platform/http'
import type { Snapshot } from '../snapshot.ts'
import { answerErrorAsPage, cacheable, getShown, openToAll, placeOf, rendered } from './answers.ts'
import { atomFeed, rssFeed } from './feeds.ts'
import { shapes, toneOfIndicator } from './style.ts'
import { v2Bodies, type V2File } from './v2.ts'

type PublicRoute = Pick<Route, 'name' | 'methods' | 'path' | 'handle' | 'answerError'>

/** Paths are relative to the page's own root. */
export const apiRoutes: PublicRoute[] = [
  ...(Object.keys(v2Bodies) as V2File[]).map(v2Route), // its keys are these, by its type
  document('statusPageAtom', '/history.atom', 'application/atom+xml; charset=utf-8', atomFeed),
  document('statusPageRss', '/history.rss', 'application/rss+xml; charset=utf-8', rssFeed),
  document('statusPageIcon', '/icon.svg', 'image/svg+xml', iconSvg),
]

function v2Route(file: V2File): PublicRoute {
  const render = (snapshot: Snapshot): string => JSON.stringify(v2Bodies[file](snapshot))
  const route = document('statusPageApi', `/api/v2/${file}`, 'application/json; charset=utf-8', render)
  return {
    ...route,
    methods: ['GET', 'HEAD', 'OPTIONS'],
    handle: (services, request) => (request.method === 'OPTIONS' ? preflight() : route.handle(services, request)),
    answerError: ({ status, code, message, retryAfterSeconds }) =>
      json(
        { error: code, message },
        {
          status,
          headers: {
            ...openToAll,
            ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
          },
        },
      ),
  }
}

function preflight(): Promise<Response> {
  const headers = {
    ...openToAll,
    'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    'access-control-allow-headers': '*',
    'access-control-max-age': '86400',
    allow: 'GET, HEAD, OPTIONS',
  }
  return Promise.resolve(new Response(null, { status: 204, headers }))
}

function document(name: string, path: string, type: string, render: (snapshot: Snapshot) => string): PublicRoute {
  return {
    name,
    methods: ['GET', 'HEAD'],
    path,
    answerError: answerErrorAsPage,
    handle: async (services: Services, request: RawRequest) => {
      const { snapshot } = await getShown(services, placeOf(services, request))
      return cacheable(request, rendered(snapshot, path, render), { ...openToAll, 'content-type': type })
    },
  }
}

/** The state's shape for the browser's tab; a file of its own cannot use the page's colours. */
function iconSvg({ headline }: Snapshot): string {
  const tone = toneOfIndicator[headline.indicator]
  const colours = { ok: '#0d7a3f', minor: '#b97400', major: '#d1550f', critical: '#bf1f1f', work: '#1d5fc4' }
  const { outline, sign } = shapes[tone]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path d="${outline}" fill="${colours[tone]}"/>` +
    `<path d="${sign}" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  )
}
