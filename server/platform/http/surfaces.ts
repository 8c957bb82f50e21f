/**
 * The register of surfaces: which paths belong to which, what each keeps in a browser, and what its pages may load.
 * Cookie lists, content security policies and the policy's section on what it covers are made from it; a route outside
 * of every surface fails a test.
 */
import { analyticsHosts, type PolicyProfile } from '#platform/policy'
import { cookieName, type cookieNames } from './cookies.ts'

export const surfaceIds = ['site', 'support', 'docs', 'app', 'shared', 'ingest', 'status', 'operations'] as const
export type SurfaceId = (typeof surfaceIds)[number]

type Surface = {
  /** As the policy calls it. */
  words: string
  /** Paths of routes as routes write them; `*` at the end is everything below. The longest that fits decides. */
  paths: readonly string[]
  cookies: readonly (keyof typeof cookieNames)[]
  /** Names in the browser's storage. */
  storage: readonly string[]
}

export const surfaces: Readonly<Record<SurfaceId, Surface>> = {
  site: {
    words: 'the public site',
    paths: [
      ...['/', '/pricing', '/privacy', '/privacy.json', '/privacy.md', '/privacy/history', '/privacy/history/*'],
      ...['/cookies', '/cookies.json', '/security', '/dpa', '/terms', '/trust', '/trust.json', '/site/*'],
      ...['/subprocessors', '/subprocessors.json', '/subprocessors.atom', '/security.txt', '/.well-known/security.txt'],
      ...['/api/event', '/js/*'],
    ],
    cookies: [],
    // Where Google Analytics counts, the choice of each visitor: see `analyticsKept`.
    storage: [],
  },
  support: {
    words: 'the forms by which people write to us without signing in',
    paths: ['/privacy/request', '/privacy/request/*', '/privacy/requests', '/privacy/requests/*'],
    cookies: [],
    storage: [],
  },
  docs: { words: 'the documentation', paths: ['/docs', '/docs/*'], cookies: [], storage: [] },
  app: {
    words: 'the app and its API',
    paths: [
      '/app',
      '/app/*',
      '/api/v1/*',
      '/prometheus/api/v1/*',
      '/alertmanager/api/v2/*',
      '/api/openapi.json',
      '/api/configuration.schema.json',
    ],
    cookies: ['session', 'csrf'],
    storage: [
      ...['theme', 'density', 'singleKeys', 'workspace', 'drafts'].map((name) => `watchword.${name}`),
      'tsr-scroll-restoration-v1_3',
    ],
  },
  shared: {
    words: 'dashboards that a workspace shows to whoever has a link',
    paths: ['/d/*', '/api/public/*'],
    cookies: [],
    storage: [],
  },
  ingest: {
    words: 'the ingestion API to which programs send telemetry',
    paths: [
      ...['/api/v1/events', '/api/v1/probe/*', '/api/{projectNumber}/*', '/api/tunnel', '/api/embed/*'],
      // What sentry-cli calls.
      ...['/api/0', '/api/0/*'],
      // OpenTelemetry's own.
      ...['/v1/*', '/v1development/*', '/otlp/*'],
      // Metrics, in the forms of Prometheus, Mimir and InfluxDB.
      ...['/prometheus/api/v1/write', '/prometheus/api/v1/push', '/prometheus/api/v1/import/*'],
      ...['/prometheus/api/v1/otlp/*', '/prometheus/write', '/prometheus/api/v2/write'],
      // Alerts, in the form of Alertmanager.
      '/alertmanager/api/v2/alerts',
      // The program that sends them from a host.
      '/agent/*',
    ],
    cookies: [],
    storage: [],
  },
  status: {
    words: 'the status pages of workspaces',
    paths: ['/status/{slug}', '/status/{slug}/*'],
    cookies: [],
    storage: [],
  },
  operations: {
    words: 'health checks and figures for those who run the installation',
    paths: ['/healthz', '/readyz', '/metrics', '/page-hosts/certificate', '/mail/bounces'],
    cookies: [],
    storage: [],
  },
}

/** The surface of a route; undefined for one that nobody registered. Hosts of status pages have one surface. */
export function surfaceOf(route: { path: string; host?: string }): SurfaceId | undefined {
  if (route.host === 'statusPage') return 'status'
  let best: { id: SurfaceId; length: number } | undefined
  for (const id of surfaceIds) {
    for (const path of surfaces[id].paths) {
      if (fits(path, route.path) && path.length > (best?.length ?? 0)) best = { id, length: path.length }
    }
  }
  return best?.id
}

const siteSurfaces: ReadonlySet<SurfaceId | undefined> = new Set<SurfaceId>(['site', 'docs', 'support'])

/** What answers at the site's own host where it has one, and nowhere else. */
export function isOfSite(route: { path: string; host?: string }): boolean {
  return siteSurfaces.has(surfaceOf(route))
}

/** `host`: the header, with its port. */
export function isSiteHost(siteUrl: string | null, host: string | undefined): boolean {
  return siteUrl !== null && new URL(siteUrl).host === host?.toLowerCase()
}

function fits(registered: string, path: string): boolean {
  return registered.endsWith('/*') ? path.startsWith(registered.slice(0, -1)) : path === registered
}

/** The cookies of a surface by the names that they have here; the second one only where the profile asks for it. */
export function cookiesOf(id: SurfaceId, profile: Pick<PolicyProfile, 'csrf'>, appUrl: string): string[] {
  return surfaces[id].cookies
    .filter((which) => which !== 'csrf' || profile.csrf === 'double-submit')
    .map((which) => cookieName(which, appUrl))
}

type Directives = Record<string, readonly string[]>

/** No script, no frame, nothing from anybody else. */
const pagesOfOurs: Directives = {
  'default-src': ["'none'"],
  'style-src': [],
  'img-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
}

const nothing: Directives = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] }

/** Nothing from elsewhere, no inline script; inline styles only as attributes that scripts set. */
const theApp: Directives = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
}

const policies: Readonly<Record<SurfaceId, Directives>> = {
  site: pagesOfOurs,
  support: pagesOfOurs,
  docs: pagesOfOurs,
  status: pagesOfOurs,
  ingest: nothing,
  operations: nothing,
  app: theApp,
  shared: theApp,
}

/**
 * The value of `Content-Security-Policy`. `styles` are hashes of the page's own style sheets; `more` is what analytics
 * of the site add by the profile, and is empty on all other surfaces.
 */
export function contentSecurityPolicy(
  id: SurfaceId,
  { styles = [], more = {} }: { styles?: readonly string[]; more?: Directives } = {},
): string {
  const own = policies[id]
  const names = [...new Set([...Object.keys(own), ...Object.keys(more)])]
  return names
    .map((name) => ({
      name,
      sources: [...(own[name] ?? []), ...(name === 'style-src' ? styles : []), ...(more[name] ?? [])],
    }))
    .filter(({ sources }) => sources.length > 0)
    .map(({ name, sources }) => `${name} ${sources.join(' ')}`)
    .join('; ')
}

/** What the front page keeps in a browser where Google Analytics counts, and only then. */
export const analyticsKept = {
  /** The visitor's choice: the id of the consent, or that they declined. */
  choice: 'watchword.analytics',
  /** Set by Google's script for this host alone; `*` is the id of the property. */
  cookies: ['_ga', '_ga_*'],
} as const

/**
 * The property of Google Analytics; null where nothing is loaded. `siteUrl`: the site's own address. Without one nothing
 * is, because a cookie of the host would go to the app as well.
 */
export function googleProperty({ analytics }: Pick<PolicyProfile, 'analytics'>, siteUrl: string | null): string | null {
  return analytics.mode === 'ga4-homepage' && siteUrl !== null ? analytics.measurementId : null
}

/** What a page may load for the sake of analytics: nothing but on the site, and others' scripts on its front page alone. */
export function analyticsSources(
  id: SurfaceId,
  path: string,
  { profile, siteUrl }: { profile: Pick<PolicyProfile, 'analytics'>; siteUrl: string | null },
): Directives {
  if (id !== 'site') return {}
  if (profile.analytics.mode === 'cookieless') return { 'script-src': ["'self'"], 'connect-src': ["'self'"] }
  if (path !== '/' || googleProperty(profile, siteUrl) === null) return {}
  const google = analyticsHosts.map((host) => `https://${host}`)
  return { 'script-src': ["'self'", ...google], 'connect-src': ["'self'", ...google], 'img-src': google }
}
