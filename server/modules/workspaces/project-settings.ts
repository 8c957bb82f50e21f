/** How a project's telemetry is taken in. Pure. */

export type ProjectSettings = {
  /** `https://shop.example` or `https://*.shop.example`, as `parseOrigin` writes them; empty: from everywhere. */
  allowedOrigins: string[]
  /** Null: no limit of its own. */
  eventsPerMinute: number | null
}

export const maxOrigins = 50
export const maxEventsPerMinute = 1_000_000

/** Scheme, host (with `*.` before it for all below it) and port, if it is not the scheme's own (RFC 6454 §6.2). */
const originPattern = /^(https?):\/\/(\*\.)?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*|\[[0-9a-f:]{2,39}\])(?::\d{1,5})?$/

/** The origin as browsers write it; undefined for what is none. A pattern needs at least two labels below `*.`. */
export function parseOrigin(text: string): string | undefined {
  const [, scheme, below = '', host] = originPattern.exec(text.trim().toLowerCase()) ?? []
  if (scheme === undefined || host === undefined) return undefined
  // `https://*.com` would be nearly everyone.
  if (below !== '' && !/^[^.]+(\.[^.]+)+$/.test(host)) return undefined
  const plain = text.trim().toLowerCase().replace('*.', '')
  if (!URL.canParse(plain)) return undefined
  const { origin } = new URL(plain)
  return below === '' ? origin : origin.replace('://', '://*.')
}

/**
 * Whether a page of this origin may send. `originHeader` is the request's `Origin`: whatever is no browser sends none
 * and may, for the setting keeps other people's pages away and not programs, which can say what they like.
 */
export function originAllowed(
  { allowedOrigins }: Pick<ProjectSettings, 'allowedOrigins'>,
  originHeader: string | null,
) {
  if (allowedOrigins.length === 0 || originHeader === null) return true
  const origin = originHeader.toLowerCase()
  return allowedOrigins.some((allowed) => {
    const [scheme = '', suffix] = allowed.split('*')
    if (suffix === undefined) return origin === allowed
    return origin.startsWith(scheme) && origin.endsWith(suffix) && origin.length > scheme.length + suffix.length
  })
}

/** Counts the events of one project; the limit's key is the project's id. */
export function eventsRule(eventsPerMinute: number) {
  return { name: 'project-events', points: eventsPerMinute, durationSeconds: 60 }
}
