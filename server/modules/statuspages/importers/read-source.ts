import type { Context } from '#platform/context'
import { invalidRequest, type AppError } from '#platform/errors'
import { fetchStatuspage } from './fetch-source.ts'
import type { Plan } from './plan.ts'
import type { Choice } from './prepare-page.ts'
import { isKuma, readKuma } from './read-kuma.ts'
import { isStatuspage, readStatuspage } from './read-statuspage.ts'

/** The address of a page, or what somebody saved; just one of them. */
export type ImportInput = {
  url?: string | undefined
  document?: Record<string, unknown> | undefined
  /** Which pages, and where to; default: all of them, each to where it came to before, or to a new page. */
  pages?: Choice[] | undefined
  /** Where monitors go; without it there are none. */
  projectId?: string | undefined
}

/** Throws invalid_request for what is neither a status page's API nor Uptime Kuma's JSON. */
export async function readSource(ctx: Context, { url, document, pages, projectId }: ImportInput): Promise<Plan> {
  if ((url === undefined) === (document === undefined))
    throw refusal('url', 'give the address of a page, or a document, and not both')
  const plan = url === undefined ? readDocument(ctx, document ?? {}) : await readUrl(ctx, url)
  const known = new Set(plan.pages.map(({ sourceId }) => sourceId))
  const stranger = pages?.findIndex(({ sourceId }) => !known.has(sourceId)) ?? -1
  if (stranger >= 0) throw refusal(`pages.${stranger}.sourceId`, 'the source has no such page')
  const chosen = plan.pages.filter(({ sourceId }) => !pages || pages.some((choice) => choice.sourceId === sourceId))
  if (projectId !== undefined || plan.monitors.length === 0) return { ...plan, pages: chosen }
  const name = `${plan.monitors.length} monitors`
  const skipped = { what: 'monitor', name, reason: 'no project was chosen for them' } as const
  return { ...plan, pages: chosen, monitors: [], skipped: [...plan.skipped, skipped] }
}

async function readUrl(ctx: Context, url: string): Promise<Plan> {
  const { document, skipped } = await fetchStatuspage(ctx, url)
  if (!isStatuspage(document)) throw refusal('url', 'what is there is not the Statuspage API')
  const plan = readStatuspage(document, ctx.now())
  return { ...plan, skipped: [...skipped, ...plan.skipped] }
}

function readDocument(ctx: Context, document: Record<string, unknown>): Plan {
  if (isStatuspage(document)) return readStatuspage(document, ctx.now())
  if (isKuma(document)) return readKuma(document, ctx.now())
  throw refusal('document', 'this is neither a body of the Statuspage API nor the JSON of Uptime Kuma')
}

function refusal(path: string, message: string): AppError {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
