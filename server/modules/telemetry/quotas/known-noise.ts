/** What is known to be nobody's fault: extensions, crawlers, old browsers, one's own machine, probes. Pure. */
import type { TelemetryEvent } from '../event.ts'

const extensionSchemes = [
  'chrome-extension:',
  'moz-extension:',
  'safari-extension:',
  'safari-web-extension:',
  'ms-browser-extension:',
  'webkit-masked-url:',
]

/** Said by extensions and in-app browsers, in whatever page they run. */
const extensionMessages = [
  'top.globals',
  "can't find variable: gmo",
  'jigsaw is not defined',
  'comboSearch is not defined',
  'atomicfindclose',
  '_avast_submit',
  'extension context invalidated',
  'could not establish connection. receiving end does not exist',
  'a listener indicated an asynchronous response by returning true',
  '__firefox__',
  'conduitPage',
  'plugin.setSuspendState is not a function',
  'webkitExitFullScreen',
  'zaloJSV2',
  'instantSearchSDKJSBridgeClearHighlight',
].map((text) => text.toLowerCase())

/** One of the last three frames is an extension's, or the message is one that only they say. */
export function isBrowserExtension({ exceptions, message }: TelemetryEvent): boolean {
  const last = exceptions.at(-1)
  const isTheirs = (text: string | undefined) => extensionSchemes.some((scheme) => text?.startsWith(scheme))
  if (last?.frames.slice(-3).some(({ file, path }) => isTheirs(file) || isTheirs(path))) return true
  const text = (last?.value ?? message ?? '').slice(0, 500).toLowerCase()
  return text !== '' && extensionMessages.some((known) => text.includes(known))
}

const crawlers = [
  'googlebot',
  'mediapartners-google',
  'adsbot-google',
  'feedfetcher-google',
  'google-inspectiontool',
  'googleother',
  'bingbot',
  'bingpreview',
  'baiduspider',
  'yandexbot',
  'yandeximages',
  'duckduckbot',
  'slurp',
  'applebot',
  'facebookexternalhit',
  'facebookcatalog',
  'twitterbot',
  'linkedinbot',
  'slackbot',
  'discordbot',
  'telegrambot',
  'whatsapp/',
  'pinterestbot',
  'petalbot',
  'semrushbot',
  'ahrefsbot',
  'mj12bot',
  'dotbot',
  'sogou',
  'exabot',
  'archive.org_bot',
  'ia_archiver',
  'gptbot',
  'claudebot',
  'ccbot',
  'bytespider',
  'amazonbot',
  'headlesschrome/',
  'lighthouse',
  'uptimerobot',
  'pingdom',
]

const maxAgentLength = 500

export function isWebCrawler(userAgent: string): boolean {
  const agent = userAgent.slice(0, maxAgentLength).toLowerCase()
  return crawlers.some((name) => agent.includes(name))
}

/** Below these nobody mends anything: as browsers name themselves, with the first version that counts. */
const oldest: [marker: string, unless: readonly string[], firstVersion: number][] = [
  ['edge/', [], 79],
  ['opr/', [], 60],
  ['firefox/', [], 67],
  ['chrome/', ['edge/', 'opr/'], 63],
  ['version/', ['chrome/', 'android'], 12],
]

export function isLegacyBrowser(userAgent: string): boolean {
  const agent = userAgent.slice(0, maxAgentLength).toLowerCase()
  if (agent.includes('msie ') || agent.includes('trident/') || agent.includes('opera mini')) return true
  // What calls itself Opera and not OPR is from before 2013.
  if (agent.startsWith('opera/')) return true
  return oldest.some(([marker, unless, firstVersion]) => {
    const at = agent.indexOf(marker)
    if (at === -1 || unless.some((other) => agent.includes(other))) return false
    // Only Safari says Version/.
    if (marker === 'version/' && !agent.includes('safari/')) return false
    const version = Number.parseInt(agent.slice(at + marker.length), 10)
    return Number.isFinite(version) && version < firstVersion
  })
}

/** The page or request is on the sender's own machine. */
export function isLocalHost({ request, host }: TelemetryEvent): boolean {
  const url = request?.url
  if (url !== undefined && URL.canParse(url)) {
    const { hostname } = new URL(url)
    return isLoopback(hostname)
  }
  return host !== undefined && isLoopback(host)
}

function isLoopback(name: string): boolean {
  const host = name.toLowerCase()
  return (
    host === 'localhost' || host === '[::1]' || host === '::1' || host.endsWith('.localhost') || host.startsWith('127.')
  )
}

const probes = new Set([
  'health',
  'healthy',
  'healthz',
  'healthcheck',
  'health-check',
  'health_check',
  'live',
  'livez',
  'liveness',
  'ready',
  'readyz',
  'readiness',
  'ping',
  'heartbeat',
])

/** `GET /healthz`, `/api/v1/ping`: the last part of the path, or the one before `live` and the like. */
export function isHealthCheck(route: string): boolean {
  const path =
    route
      .slice(0, 300)
      .replace(/^[A-Za-z]{3,7} /, '')
      .split('?')[0] ?? ''
  if (!path.includes('/')) return false
  const parts = path
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '')
  return probes.has(parts.at(-1) ?? '')
}
