import { MailFailed } from '#platform/mail'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import type { Facts } from '../facts.ts'
import { mailPatienceMs, type Erasure } from './erasure.ts'
import type { Subjects } from './in-database.ts'
import { receiptMail } from './mails.ts'
import { planErasure } from './plan.ts'
import { listNoticesOf } from './processor-notices.ts'
import { receiptSecret, signReceipt, type ReceiptContent } from './receipt.ts'
import * as repo from './repo.ts'
import { summarise, type Summary } from './summary.ts'

/** Of what the steps wrote down. Made again it replaces the one before: what was held may be gone by now. */
export async function makeReceipt(
  services: Services,
  facts: Facts,
  erasure: Erasure,
  { person }: Subjects,
): Promise<void> {
  await inPlatformTransaction(services, async (tx) => {
    const steps = await repo.listSteps(tx, erasure.id)
    const counts = new Map(steps.map((step) => [step.step, step]))
    const summary = summarise(planErasure(facts, person), counts, tx.policy.inForce(), tx.now())
    await saveReceipt(tx, erasure, summary)
  })
}

export async function saveReceipt(
  tx: PlatformTx,
  { id, kind, policyVersion, requestedAt }: Pick<Erasure, 'id' | 'kind' | 'policyVersion' | 'requestedAt'>,
  summary: Summary,
): Promise<void> {
  const before = await repo.findReceipt(tx, id)
  const notices = await listNoticesOf(tx, id)
  const content: ReceiptContent = {
    format: 'watchword-erasure-receipt-1',
    id,
    kind,
    policyVersion,
    requestedAt: requestedAt.toISOString(),
    madeAt: tx.now().toISOString(),
    processors: notices.map(({ processorName }) => processorName),
    ...summary,
  }
  // What was held when it was mailed is to be told again when it is gone.
  const isNews = before !== undefined && readContent(before).held && !summary.held
  await repo.saveReceipt(tx, { ...signReceipt(tx.vault, content, tx.now()), mailedAt: null })
  if (isNews) await repo.forgetMailing(tx, id)
}

export function readContent({ content }: Pick<repo.ReceiptRow, 'content'>): ReceiptContent {
  return JSON.parse(content) as ReceiptContent // nothing but what was signed above is in the column
}

/**
 * Before the address is gone. A mail server that is away holds the end of the address up, but not for long: the person
 * was given a link to the receipt when they asked. Throws MailFailed while it is worth waiting.
 */
export async function mailReceipt(services: Services, erasure: Erasure): Promise<void> {
  const { id, address, reason, startedAt } = erasure
  // Whoever is too young is told nothing.
  if (address === null || reason === 'minor') return
  const receipt = await inPlatformTransaction(services, (tx) => repo.findReceipt(tx, id))
  if (!receipt || receipt.mailedAt) return
  const { appUrl } = services.config
  const message = receiptMail(
    { address, id: `${id}.receipt`, appUrl },
    { content: readContent(receipt), secret: receiptSecret(services.vault, id) },
  )
  try {
    await services.mail.send(message)
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error
    const waitedMs = services.now().getTime() - (startedAt ?? services.now()).getTime()
    if (error.kind !== 'permanent' && waitedMs < mailPatienceMs) throw error
    services.log.warn('a receipt could not be mailed; its link was given when it was asked for', { component: 'mail' })
    return
  }
  await inPlatformTransaction(services, (tx) => repo.markMailed(tx, id))
}
