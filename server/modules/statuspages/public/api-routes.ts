/** What programs read of a page: the Statuspage API, feeds, the calendar, the badge and the widget. */
import { notFound } from '#platform/errors'
import { json, type Route } from '#platform/http'
import { answerErrorAsPage, answerWith, openPage, openToAll } from './answers.ts'
import { apiPaths, filePaths } from './forms.ts'

export type PublicRoute = Pick<Route, 'name' | 'methods' | 'path' | 'handle' | 'answerError'>

/** Paths are relative to the page's own root. */
export const apiRoutes: PublicRoute[] = [
  ...apiPaths.map(apiRoute),
  ...filePaths.map((path) => fileRoute(path, path)),
  fileRoute('/logo/{file}'),
]

function apiRoute(path: string): PublicRoute {
  const route = fileRoute(path, path)
  return {
    ...route,
    name: 'statusPageApi',
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

/** `path`: of the form; without one it is the request's own. */
function fileRoute(pattern: string, path?: string): PublicRoute {
  return {
    name: 'statusPageFile',
    methods: ['GET', 'HEAD'],
    path: pattern,
    answerError: answerErrorAsPage,
    handle: async (services, request) => {
      const opened = await openPage(services, request)
      if (opened instanceof Response) return opened
      const { place, shown } = opened
      const found = shown.render.find(path ?? `/logo/${request.params['file']}`, place.base, shown.stale)
      if (!found) throw notFound('file')
      return answerWith(request, found, shown)
    },
  }
}
