/** What a project does not want to have, whoever sends it. Pure; every test of a text is linear in its length. */
import type { TelemetryEvent } from '../event.ts'
import type { LogRecord, Span } from '../records.ts'
import { isBrowserExtension, isHealthCheck, isLegacyBrowser, isLocalHost, isWebCrawler } from './known-noise.ts'
import { compileGlobs, type Glob } from './glob.ts'

export const filterReasons = [
  'filtered_release',
  'filtered_environment',
  'filtered_message',
  'browser_extension',
  'legacy_browser',
  'localhost',
  'health_check',
  'web_crawler',
  'origin_not_allowed',
] as const
export type FilterReason = (typeof filterReasons)[number]

/** Globs (`*`, `?`), compared without case. */
export type FilterSettings = {
  releases: string[]
  environments: string[]
  messages: string[]
  browserExtensions: boolean
  legacyBrowsers: boolean
  localhost: boolean
  healthChecks: boolean
  webCrawlers: boolean
}

export const noFilters: FilterSettings = {
  releases: [],
  environments: [],
  messages: [],
  browserExtensions: false,
  legacyBrowsers: false,
  localhost: false,
  healthChecks: false,
  webCrawlers: false,
}

export const maxGlobs = 50
export const maxGlobLength = 200
/** Of an event with many exceptions. */
const maxTexts = 10

/** Why it is not wanted; undefined: it is. */
export type Filters = {
  event(event: TelemetryEvent, userAgent: string | undefined): FilterReason | undefined
  log(log: LogRecord): FilterReason | undefined
  span(span: Span): FilterReason | undefined
}

export function compileFilters(settings: FilterSettings): Filters {
  const releases = compileGlobs(settings.releases)
  const environments = compileGlobs(settings.environments)
  const messages = compileGlobs(settings.messages)
  const sender = ({ release, environment }: { release?: string | undefined; environment?: string | undefined }) => {
    if (matches(releases, release)) return 'filtered_release'
    return matches(environments, environment) ? 'filtered_environment' : undefined
  }
  return {
    event: (event, requestAgent) =>
      sender(event) ??
      (messages && textsOf(event).some((text) => messages(text)) ? 'filtered_message' : undefined) ??
      byOrigin(settings, event, requestAgent),
    log: (log) => sender(log) ?? (matches(messages, log.body) ? 'filtered_message' : undefined),
    span: (span) =>
      sender(span) ?? (settings.healthChecks && span.isEntry && isHealthCheck(span.name) ? 'health_check' : undefined),
  }
}

const matches = (glob: Glob | undefined, text: string | undefined): boolean =>
  glob !== undefined && text !== undefined && glob(text)

function textsOf({ title, message, exceptions }: TelemetryEvent): string[] {
  const values = exceptions.flatMap(({ type, value }) => [value ?? '', `${type ?? ''}: ${value ?? ''}`])
  return [title, message ?? '', ...values].filter((text) => text !== '').slice(0, maxTexts)
}

function byOrigin(
  settings: FilterSettings,
  event: TelemetryEvent,
  requestAgent: string | undefined,
): FilterReason | undefined {
  const agent = header(event, 'user-agent') ?? requestAgent
  if (settings.browserExtensions && isBrowserExtension(event)) return 'browser_extension'
  if (settings.webCrawlers && agent !== undefined && isWebCrawler(agent)) return 'web_crawler'
  if (settings.legacyBrowsers && agent !== undefined && isLegacyBrowser(agent)) return 'legacy_browser'
  if (settings.localhost && isLocalHost(event)) return 'localhost'
  if (settings.healthChecks && event.route !== undefined && isHealthCheck(event.route)) return 'health_check'
  return undefined
}

function header({ request }: TelemetryEvent, wanted: string): string | undefined {
  return request?.headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
}
