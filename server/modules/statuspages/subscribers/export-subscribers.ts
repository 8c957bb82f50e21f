import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as pages from '../repo.ts'
import { csvRow } from './csv.ts'
import * as repo from './subscriber-repo.ts'
import { subscriberState } from './subscriber.ts'

/** Rows of one part: some 300 kB, well within what an answer may hold. */
export const exportRows = 2_000

/**
 * Who is subscribed, with what proves that they agreed, as CSV: part by part, the first with the head. Of a webhook only
 * the part of the URL that may be shown. `cursor` is null at the end.
 */
export async function exportSubscribers(
  ctx: Context,
  pageId: string,
  cursor: string | undefined,
): Promise<{ csv: string; nextCursor: string | null }> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    await pages.getPage(tx, pageId)
    const found = await repo.listForExport(tx, pageId, { after: cursor ?? '', limit: exportRows + 1 })
    const items = found.slice(0, exportRows)
    const ids = items.map(({ id }) => id)
    const chosen = await repo.listChosenComponents(tx, ids)
    const rows = items.map((each) =>
      csvRow([
        ...[each.address, each.channel, subscriberState(each), each.kinds, each.onlyFinal ? 'end' : 'all'],
        each.scope === 'page' ? '' : (chosen.get(each.id) ?? []).join(' '),
        ...[each.source, each.createdAt.toISOString(), each.confirmedAt?.toISOString() ?? null],
        ...[each.consentAt?.toISOString() ?? null, each.consentNote],
      ]),
    )
    await recordAudit(tx, 'subscribers.exported', { targetId: pageId, after: { count: items.length } })
    const last = found.length > exportRows ? items.at(-1) : undefined
    return { csv: (cursor === undefined ? csvRow(head) : '') + rows.join(''), nextCursor: last?.id ?? null }
  })
}

const head = [
  ...['address', 'channel', 'state', 'kinds', 'updates', 'components', 'source', 'asked_at', 'confirmed_at'],
  ...['consent_at', 'consent_note'],
]
