/** Reads a public status page that speaks the Statuspage API. Outside of any transaction. */
import { monotonicMs } from '#platform/clock'
import type { Context } from '#platform/context'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { AppError, invalidRequest } from '#platform/errors'
import type { Skipped } from './plan.ts'
import { statuspageFiles } from './read-statuspage.ts'

/** Of one body. */
const maxBodyBytes = 2 * 1024 * 1024
/** For all of them. */
const timeoutMs = 30_000

/**
 * The four bodies by the name of their file; what could not be read is among the skipped. Throws invalid_request when
 * the address may not be called, or is no such page.
 */
export async function fetchStatuspage(
  ctx: Context,
  url: string,
): Promise<{ document: Record<string, unknown>; skipped: Skipped[] }> {
  const base = baseOf(url)
  const endsMs = monotonicMs() + timeoutMs
  const document: Record<string, unknown> = {}
  const skipped: Skipped[] = []
  for (const file of statuspageFiles) {
    const read = await readBody(ctx, `${base}/api/v2/${file}`, endsMs - monotonicMs())
    if (typeof read !== 'string') document[file] = read.body
    else if (file === 'summary.json') throw refusal(`summary.json ${read}`)
    else skipped.push({ what: 'file', name: file, reason: read })
  }
  return { document, skipped }
}

/** Where the API begins: also the address of one of its bodies, or of the page with a path, may be given. */
function baseOf(url: string): string {
  if (!URL.canParse(url)) throw refusal('this is not an address such as https://status.example.com')
  const { origin, pathname, username, password } = new URL(url)
  if (username !== '' || password !== '') throw refusal('the address must not contain a user name or password')
  return `${origin}${pathname.replace(/\/api\/v2(\/.*)?$/, '').replaceAll(/\/+$/g, '')}`
}

/** A sentence about the body when there is none. */
async function readBody(ctx: Context, url: string, remainingMs: number): Promise<{ body: unknown } | string> {
  if (remainingMs <= 0) return 'was not read: half a minute was over'
  try {
    const { status, body, truncated } = await ctx.egress.request({
      purpose: 'statusImport',
      recipient: { kind: 'workspace', categories: [] },
      method: 'GET',
      url,
      headers: { accept: 'application/json', 'user-agent': 'Watchword-Import/1.0' },
      timeoutMs: Math.ceil(remainingMs),
      maxResponseBytes: maxBodyBytes,
    })
    if (status >= 300 && status < 400) return 'is somewhere else: give the address that the page moved to'
    if (status !== 200) return `was answered with ${status}`
    if (truncated) return 'is larger than 2 MiB'
    return { body: JSON.parse(body) }
  } catch (error) {
    if (error instanceof SyntaxError) return 'is not JSON'
    if (error instanceof EgressFailed) return `was not read: ${error.message}`
    if (error instanceof EgressRefused) throw refusal(error.message)
    if (error instanceof AppError && error.code === 'rate_limited')
      return 'was not read: too many requests to this host'
    throw error
  }
}

function refusal(message: string): AppError {
  return invalidRequest(`url: ${message}`, [{ path: 'url', message }])
}
