import { invalidRequest } from '#platform/errors'

export const appPath = '/app/'

/**
 * Where to go after signing in: a path of the app and nothing else, or a link to us would lead people to anybody's
 * site. The parse is that of browsers (WHATWG URL), so that they and we read the same. Throws invalid_request.
 */
export function parseNext(appUrl: string, next: string | undefined): string {
  if (next === undefined) return appPath
  const refused = invalidRequest('the path to go on to is not one of the app', [
    { path: 'body.next', message: 'must be a path that starts with /app/' },
  ])
  if (!/^\/app(\/|$|\?|#)/.test(next) || /[\\\p{Cc}\p{Z}]/u.test(next) || !URL.canParse(next, appUrl)) throw refused
  const url = new URL(next, appUrl)
  const stays = url.origin === new URL(appUrl).origin && /^\/app(\/|$)/.test(url.pathname)
  if (!stays || url.pathname.includes('//')) throw refused
  return url.pathname + url.search + url.hash
}
