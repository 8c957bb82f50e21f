import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import { checkAddress } from '#platform/mail'
import * as pages from '../repo.ts'
import { parseCsv } from './csv.ts'
import { loadSettings } from './settings.ts'
import * as repo from './subscriber-repo.ts'
import { kindChoices, mailPlace, type Kinds } from './subscriber.ts'

/** Of one import; more come in several. */
export const maxImportRows = 10_000
/** Named in the answer; the others are only counted. */
const maxProblems = 50

export type Import = {
  csv: string
  /** Where and how these people agreed, in the words of whoever imports. */
  consentNote: string
  /** When the last of them did; not in the future. */
  consentAt: Date
}

export type ImportResult = {
  added: number
  /** On the list already, in whatever state: who unsubscribed is not brought back. */
  known: number
  refused: number
  problems: { line: number; reason: string }[]
}

/**
 * Adds addresses that agreed elsewhere, as confirmed, with what proves it. Only an owner may: nobody else can say that
 * people agreed. The same file twice is the same as once. Throws invalid_request, or conflict over the page's limit.
 */
export async function importSubscribers(ctx: Context, pageId: string, input: Import): Promise<ImportResult> {
  requirePermission(ctx, 'workspace.admin')
  if (input.consentAt > ctx.now()) throw invalidRequest('consentAt: must not be in the future')
  const { rows, problems } = readRows(input.csv)
  return inTransaction(ctx, async (tx) => {
    await pages.getPageForUpdate(tx, pageId)
    const { subscriberLimit } = await loadSettings(tx, pageId)
    const withIds = rows.map((row) => ({ ...row, id: newId('sub', tx.now()) }))
    const consent = { note: input.consentNote, at: input.consentAt }
    const added = (await repo.importSubscribers(tx, pageId, consent, withIds)).length
    if ((await repo.countPlaces(tx, pageId)) > subscriberLimit) {
      throw conflict(`this page takes at most ${subscriberLimit} subscribers; raise its limit first`)
    }
    await recordActivity(tx, 'subscribers.imported', { subjectId: pageId, data: { count: added } })
    const { consentNote } = input
    const after = { added, consentNote, consentAt: input.consentAt.toISOString() }
    await recordAudit(tx, 'subscribers.imported', { targetId: pageId, after })
    return {
      added,
      known: rows.length - added,
      refused: problems.length,
      problems: problems.slice(0, maxProblems),
    }
  })
}

type Row = { address: string; addressKey: string; kinds: Kinds }

/** A column `email` or `address`, or the first one when there is no such head; `kinds` if it is there. */
function readRows(csv: string): { rows: Row[]; problems: ImportResult['problems'] } {
  const records = parseCsv(csv)
  const head = (records[0]?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  const named = head.findIndex((name) => ['email', 'e-mail', 'address', 'email address'].includes(name))
  const kindsAt = named < 0 ? -1 : head.indexOf('kinds')
  const body = records.slice(named < 0 ? 0 : 1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (body.length === 0) throw invalidRequest('csv: there is no address in it')
  if (body.length > maxImportRows) throw invalidRequest(`csv: at most ${maxImportRows} addresses at a time`)
  const byKey = new Map<string, Row>()
  const problems: ImportResult['problems'] = []
  for (const { line, cells } of body) {
    const kinds = kindChoices.find((each) => each === cells[kindsAt]?.trim()) ?? 'all'
    try {
      const { address, addressKey } = mailPlace(checkAddress(cells[Math.max(named, 0)] ?? ''))
      byKey.set(addressKey, { address, addressKey, kinds })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push({ line, reason: 'not a valid e-mail address' })
    }
  }
  return { rows: [...byKey.values()], problems }
}
