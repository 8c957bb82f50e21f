/** What visitors without a session are given: `/api/public/dashboards/<secret>`. */
import type { Services } from '#platform/context'
import { invalidRequest, notFound } from '#platform/errors'
import type { PlainAnswer, RawRequest, Route } from '#platform/http'
import type { LimitRule } from '#platform/rate-limit'
import { senderKey } from '#platform/sender-key'
import { answerPanel } from './answers.ts'
import { createKeptAnswers } from './kept-answers.ts'
import { loadLink, loadSnapshot, loadSnapshotAnswer, openShare, type Visit } from './open-share.ts'
import type { Range } from './panel-queries.ts'
import { forVisitors, panelsOf, valuesSeen } from './shown.ts'
import { createTurns } from './turns.ts'

/** Of one address: a dashboard of forty panels, loaded and refreshed. */
const requestsOfAddress: LimitRule = { name: 'dashboards.visitor', points: 600, durationSeconds: 60 }
/** Times are rounded to this, so that visitors share answers. */
const roundedMs = 10_000
const defaultWidthPx = 800
/** One query may take two minutes; a visitor waits no longer. */
const timeoutMs = 60_000
const maxKeyLength = 500

export function createVisitorRoutes(): Route[] {
  const keep = createKeptAnswers()
  const inTurn = createTurns()
  const route = (name: string, path: string, answer: (visit: Visit, url: URL) => Promise<string>): Route => ({
    name,
    methods: ['GET'],
    path: `/api/public/dashboards/{secret}${path}`,
    handle: async (services, request) => {
      const visit = await visitOf(services, request)
      return answerJson(await answer(visit, request.url))
    },
  })
  const answerLink = async (visit: Visit, url: URL): Promise<string> => {
    const { key, widthPx, range } = readLook(url, visit.ctx.now())
    const name = [visit.id, key, widthPx, range.fromMs, range.toMs].join('\n')
    return keep(name, visit.ctx.now, async () => {
      const { link, dashboard, values } = await loadLink(visit)
      const panel = panelsOf(dashboard.panels).find((one) => one.key === key)
      if (!panel) throw notFound('panel')
      const longestMs = link.longestRangeSeconds * 1000
      const look = { range: clamped(range, longestMs, visit.ctx.now().getTime()), widthPx, longestMs }
      const signal = AbortSignal.timeout(timeoutMs)
      const run = () => answerPanel(visit.ctx, panel, { values, look, signal })
      return JSON.stringify(await inTurn(visit.ctx.workspaceId, run))
    })
  }
  return [
    route('publicDashboard', '', async (visit) => JSON.stringify(await describe(visit))),
    route('publicDashboardPanel', '/panel', (visit, url) =>
      visit.kind === 'live' ? answerLink(visit, url) : loadSnapshotAnswer(visit, readKey(url)),
    ),
  ]
}

async function visitOf(services: Services, request: RawRequest): Promise<Visit> {
  await services.limiter.consume(requestsOfAddress, senderKey(request.remoteAddress))
  return openShare(services, request.params['secret'] ?? '', request.requestId)
}

async function describe(visit: Visit): Promise<object> {
  if (visit.kind === 'snapshot') {
    const { name, shown, variables, rangeFrom, rangeTo, createdAt, expiresAt } = await loadSnapshot(visit)
    const range = { fromMs: rangeFrom.getTime(), toMs: rangeTo.getTime() }
    const plainly = Object.entries(variables).map(([key, texts]) => [key, plain(texts)])
    const values = valuesSeen(shown, Object.fromEntries(plainly))
    return {
      kind: 'snapshot',
      name,
      dashboard: shown,
      values,
      longestRangeSeconds: null,
      ...range,
      createdAt,
      expiresAt,
    }
  }
  const { link, dashboard, values } = await loadLink(visit)
  const { name, longestRangeSeconds, createdAt } = link
  const none = { fromMs: null, toMs: null, expiresAt: null }
  const shown = forVisitors(dashboard)
  const about = { dashboard: shown, values: valuesSeen(shown, values), longestRangeSeconds, createdAt }
  return { kind: 'live', name, ...about, ...none }
}

const plain = (values: string[]) => ({ values, texts: values, multi: values.length > 1 })

/** `from` and `to` in milliseconds since 1970; the last hour where they are not said. */
function readLook(url: URL, now: Date): { key: string; widthPx: number; range: Range } {
  const toMs = readNumber(url, 'to') ?? now.getTime()
  const fromMs = readNumber(url, 'from') ?? toMs - 3_600_000
  if (fromMs >= toMs) throw invalidRequest('from must lie before to', [{ path: 'from', message: 'is not before to' }])
  const down = (ms: number) => Math.floor(ms / roundedMs) * roundedMs
  const widthPx = Math.ceil((readNumber(url, 'width') ?? defaultWidthPx) / 100) * 100
  return {
    key: readKey(url),
    widthPx,
    range: { fromMs: down(fromMs), toMs: Math.max(down(toMs), down(fromMs) + roundedMs) },
  }
}

function readKey(url: URL): string {
  const key = url.searchParams.get('key') ?? ''
  if (key === '' || key.length > maxKeyLength)
    throw invalidRequest('key: name a panel', [{ path: 'key', message: 'name a panel' }])
  return key
}

function readNumber(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name)
  if (text === null) return undefined
  if (!/^\d{1,15}$/.test(text))
    throw invalidRequest(`${name}: expected a whole number`, [{ path: name, message: 'is no whole number' }])
  return Number(text)
}

/** No longer than the link allows, nothing that lies further back than that, and nothing that is to come. */
export function clamped({ fromMs, toMs }: Range, longestMs: number, nowMs: number): Range {
  const earliest = nowMs - longestMs
  const to = Math.max(Math.min(toMs, nowMs), earliest + Math.min(longestMs, roundedMs))
  return { fromMs: Math.max(fromMs, earliest, to - longestMs), toMs: to }
}

function answerJson(body: string): PlainAnswer {
  return {
    status: 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    },
    body,
  }
}
