/** Answers in the form that SDKs read: JSON, CORS on each of them, a reason in a header, limits by category. */
import type { Services } from '#platform/context'
import { plainJson, type PlainAnswer, type RawRequest, type Route } from '#platform/http'
import { type Limit, NothingTaken, quotaCategories, type QuotaCategory } from '../../quotas/limit.ts'

/** `limits` are told with any status, so that an SDK stops before it sends what is refused. */
export type Accepted = { body: object; limits: readonly Limit[] }

/** Browsers preflight, and read only the headers that are exposed to them. */
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers':
    'content-type, x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, authentication, ' +
    'authorization, content-encoding, transfer-encoding, sentry-trace, baggage',
  'access-control-expose-headers': 'x-sentry-error, x-sentry-rate-limits, retry-after',
  'access-control-max-age': '3600',
  'cross-origin-resource-policy': 'cross-origin',
}

type Handle = (services: Services, request: RawRequest) => Promise<Accepted>

/** `methods` beside OPTIONS. */
export function sentryRoute(name: string, path: string, handle: Handle, methods: ('GET' | 'POST')[] = ['POST']): Route {
  const headers = { ...corsHeaders, 'access-control-allow-methods': [...methods, 'OPTIONS'].join(', ') }
  return {
    name,
    methods: [...methods, 'OPTIONS'],
    path,
    direct: true,
    handle: async (services, request) => {
      if (request.method === 'OPTIONS') return { status: 204, headers, body: null }
      try {
        const { body, limits } = await handle(services, request)
        return plainJson(body, { headers: { ...headers, 'cache-control': 'no-store', ...limitHeader(limits) } })
      } catch (error) {
        if (error instanceof NothingTaken) return tooMuch(error, headers)
        throw error
      }
    },
    answerError: (failure) => refusal(failure, headers),
  }
}

type Failure = Parameters<NonNullable<Route['answerError']>>[0]

function refusal({ status, message, retryAfterSeconds }: Failure, headers: Record<string, string>): PlainAnswer {
  const seconds = retryAfterSeconds === undefined ? undefined : Math.max(1, Math.ceil(retryAfterSeconds))
  // All categories are named: an SDK that has once seen a limit of a category ignores a later one for "all".
  const all = { scope: 'key', reason: 'key_quota', retryAfterSeconds: seconds ?? 60 } as const
  return plainJson(
    { detail: message },
    {
      status: status === 401 ? 403 : status,
      headers: {
        ...headers,
        'x-sentry-error': headerText(message),
        ...(seconds !== undefined && { 'retry-after': String(seconds) }),
        ...(status === 429 && limitHeader(quotaCategories.map((category) => ({ ...all, category })))),
      },
    },
  )
}

/** An SDK that reads `X-Sentry-Rate-Limits` ignores `Retry-After`; others read only that. */
function tooMuch(
  { message, limits, retryAfterSeconds = 60 }: NothingTaken,
  headers: Record<string, string>,
): PlainAnswer {
  return plainJson(
    { detail: message },
    {
      status: 429,
      headers: {
        ...headers,
        'x-sentry-error': headerText(message),
        'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))),
        ...limitHeader(limits),
      },
    },
  )
}

/** How SDKs name what we count together: an event may be an error, a message or a report of a browser. */
const categoriesOnWire: Partial<Record<QuotaCategory, string>> = {
  error: 'error;default;security',
  log_item: 'log_item;log_byte',
}
const scopesOnWire = { workspace: 'organization', project: 'project', key: 'key' } as const

/**
 * `<seconds>:<category>;…:<scope>:<reason>, …` in one header, because some clients read only the first. An SDK keeps the
 * newest of several for a category, so that each is named once, with its longest wait.
 */
export function limitHeader(limits: readonly Limit[]): Record<string, string> {
  const longest = new Map<QuotaCategory, Limit>()
  for (const limit of limits) {
    // No SDK of this protocol sends them.
    if (limit.category === 'metric_sample') continue
    const known = longest.get(limit.category)
    if (!known || limit.retryAfterSeconds > known.retryAfterSeconds) longest.set(limit.category, limit)
  }
  const groups = new Map<string, string[]>()
  for (const { category, scope, reason, retryAfterSeconds } of longest.values()) {
    const key = `${Math.max(1, Math.ceil(retryAfterSeconds))}|${scopesOnWire[scope]}:${reason}`
    groups.set(key, [...(groups.get(key) ?? []), categoriesOnWire[category] ?? category])
  }
  if (groups.size === 0) return {}
  const told = [...groups].map(([key, categories]) => key.replace('|', `:${categories.join(';')}:`))
  return { 'x-sentry-rate-limits': told.join(', ') }
}

/** Header values are Latin-1 on one line. */
function headerText(message: string): string {
  return message.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 200)
}
