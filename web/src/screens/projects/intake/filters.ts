/** What may be left out of what a project is sent, and the form that says so. Pure. */
import type { IntakeSettings, Outcome } from '../../../api.ts'

type Filters = IntakeSettings['filters']
type Switch = { [K in keyof Filters]: Filters[K] extends boolean ? K : never }[keyof Filters]
type List = Exclude<keyof Filters, Switch>

/** `reason`: under which the outcomes count it. */
export const switches = [
  {
    name: 'browserExtensions',
    label: 'Browser extensions',
    hint: 'Errors whose last frames lie in an extension, and messages that only extensions write.',
    reason: 'browser_extension',
  },
  {
    name: 'webCrawlers',
    label: 'Web crawlers',
    hint: 'Googlebot and other robots, by their user agent. People never see what fails there.',
    reason: 'web_crawler',
  },
  {
    name: 'legacyBrowsers',
    label: 'Browsers that are too old',
    hint: 'Internet Explorer, and Chrome before 63, Firefox before 67, Safari before 12, Edge before 79.',
    reason: 'legacy_browser',
  },
  {
    name: 'localhost',
    label: 'Developers’ own machines',
    hint: 'Pages and servers on localhost, 127.0.0.1 and ::1.',
    reason: 'localhost',
  },
  {
    name: 'healthChecks',
    label: 'Health checks',
    hint: 'Events and transactions of /healthz, /ready, /ping and the like.',
    reason: 'health_check',
  },
] as const satisfies { name: Switch; label: string; hint: string; reason: string }[]

export const lists = [
  {
    name: 'messages',
    label: 'Messages',
    placeholder: '*ResizeObserver loop*\nAbortError*',
    hint: 'Of events and log lines. One pattern per line: * is any text, ? one character, and the whole message must match.',
    reason: 'filtered_message',
  },
  {
    name: 'releases',
    label: 'Releases',
    placeholder: '1.0.*\nshop@0.*',
    hint: 'Of events, log lines and spans, for example those that nobody mends any more.',
    reason: 'filtered_release',
  },
  {
    name: 'environments',
    label: 'Environments',
    placeholder: 'dev*\ntest',
    hint: 'Of events, log lines and spans.',
    reason: 'filtered_environment',
  },
] as const satisfies { name: List; label: string; placeholder: string; hint: string; reason: string }[]

const maxPatterns = 50
const maxPatternLength = 200

/** One per line; a message may hold commas. */
export function patternsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export function patternsRule(text: string): string | undefined {
  const patterns = patternsOf(text)
  if (patterns.length > maxPatterns) return `At most ${maxPatterns}.`
  if (patterns.some((line) => line.length > maxPatternLength))
    return `At most ${maxPatternLength} characters in a line.`
  const everything = patterns.find((line) => /^\*+$/.test(line))
  return everything === undefined ? undefined : `${everything} would leave everything out.`
}

/** Under any of these reasons, of all kinds of data. */
export const countOf = (totals: readonly Outcome[], reason: string): number =>
  totals.reduce((sum, one) => (one.reason === reason && one.outcome !== 'client_discard' ? sum + one.quantity : sum), 0)
