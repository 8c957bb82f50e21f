/** One reading of a page of the site, from the event that a browser sends, in the form of Plausible's events API. Pure. */
import { z } from 'zod'
import { maskCardData } from '#platform/card-data'
import { invalidRequest } from '#platform/errors'

export type PageView = {
  /** Host of the site. */
  site: string
  /** Without query and fragment. */
  path: string
  /** Host alone; empty for none and for our own. */
  referrer: string
}

const maxUrl = 2_000
const maxPath = 200
const maxHost = 253

const text = z.string().max(maxUrl)
/** Properties and amounts of money are taken and not kept: a page view is all that is counted. */
const Event = z.object({
  n: text.optional(),
  name: text.optional(),
  u: text.optional(),
  url: text.optional(),
  d: text.optional(),
  domain: text.optional(),
  r: text.nullish(),
  referrer: text.nullish(),
})

/**
 * What was sent, or undefined for an event that is no page view or of a page that is not counted. `body`: JSON whatever
 * its content type says, because a browser sends `text/plain` without asking first. Throws invalid_request.
 */
export function readPageView(body: string, site: string): PageView | undefined {
  const event = parse(body)
  const name = event.n ?? event.name
  const url = readUrl(event.u ?? event.url)
  const domains = (event.d ?? event.domain ?? '').split(',').map((domain) => domain.trim().toLowerCase())
  if (name === undefined || name === '') throw invalidRequest('n: the name of the event is missing')
  if (!url) throw invalidRequest('u: expected the address of the page')
  if (!domains.includes(site) || url.hostname !== site) throw invalidRequest('d, u: this is not a site of ours')
  if (name !== 'pageview' || !isCounted(url.pathname)) return undefined
  return { site, path: pathOf(url.pathname), referrer: referrerOf(event.r ?? event.referrer, site) }
}

function parse(body: string): z.infer<typeof Event> {
  try {
    const parsed = Event.safeParse(JSON.parse(body))
    if (parsed.success) return parsed.data
  } catch {
    // Told below, in the same words.
  }
  throw invalidRequest('expected JSON like {"n": "pageview", "u": "https://…", "d": "…"}')
}

function readUrl(url: string | null | undefined): URL | undefined {
  const parsed = url && URL.canParse(url) ? new URL(url) : undefined
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed : undefined
}

/** Never the app, its API or status pages, whichever host they are at. */
const neverCounted = /^\/(?:app|api|status|privacy\/requests?)(?:\/|$)/
const isCounted = (path: string): boolean => !neverCounted.test(path)

/** Pages of ours have short words for names; what looks like an id or a secret of somebody is left out. */
const opaque = /^(?=.*\d)[\w-]{20,}$|^.{60,}$|%|@/

function pathOf(path: string): string {
  const parts = path.split('/').map((part) => (opaque.test(part) ? '*' : part))
  return maskCardData(parts.join('/')).slice(0, maxPath) || '/'
}

function referrerOf(referrer: string | null | undefined, site: string): string {
  const host = readUrl(referrer)?.hostname ?? ''
  return host === site ? '' : host.slice(0, maxHost)
}

/** Programs that say that they are none of a person; what hides is not looked for. */
const robots =
  /bot|crawl|spider|slurp|preview|monitor|headless|curl|wget|python|java\/|go-http|okhttp|axios|node|lighthouse|pingdom/i

/** Whether it is a person who looks at the page, as far as the request says so. */
export function isRead(header: (name: string) => string | undefined): boolean {
  const agent = header('user-agent') ?? ''
  const early = `${header('sec-purpose') ?? ''} ${header('purpose') ?? ''} ${header('x-moz') ?? ''}`
  return agent !== '' && !robots.test(agent) && !/prefetch|prerender|preview/i.test(early)
}
