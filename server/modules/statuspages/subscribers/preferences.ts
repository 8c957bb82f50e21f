/**
 * What somebody gets, changed without an account: whoever reads the mailbox gets a code, the code opens a page for half
 * an hour. Every answer is the same whether or not the address is subscribed.
 */
import { z } from 'zod'
import { recordActivity } from '#platform/activity'
import { systemContext, type Context, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { AppError } from '#platform/errors'
import { newId } from '#platform/ids'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import { checkAddress, MailFailed } from '#platform/mail'
import { mayProcess } from '#platform/processing'
import type { LimitRule } from '#platform/rate-limit'
import * as pages from '../repo.ts'
import { codeMail } from './subscriber-mail.ts'
import * as repo from './subscriber-repo.ts'
import {
  codeMinutes,
  codeOf,
  isCodeOf,
  linkSecret,
  mailPlace,
  maxCodeAttempts,
  readLinkSecret,
  subscriberState,
  type Choices,
  type Subscriber,
} from './subscriber.ts'

const hourSeconds = 3_600
const perSender: LimitRule = { name: 'statuspages.code.sender', points: 20, durationSeconds: hourSeconds }
/** To one address on one page; more are not sent, and nobody is told. */
export const codesPerAddress: LimitRule = { name: 'statuspages.code.address', points: 3, durationSeconds: hourSeconds }
/** Codes that are tried for one address on one page: right and wrong, known and unknown are counted alike. */
export const triesPerAddress: LimitRule = { name: 'statuspages.code.tries', points: 15, durationSeconds: hourSeconds }

export type OnPage = { workspaceId: string; pageId: string; remoteAddress: string; requestId: string }

/** Mails a code if the address is subscribed. Throws invalid_request for what is no address, rate_limited for a sender. */
export async function requestCode(services: Services, page: OnPage, text: string): Promise<void> {
  const { addressKey } = mailPlace(checkAddress(text))
  await services.limiter.consume(perSender, page.remoteAddress)
  if (!(await isWithin(services, codesPerAddress, `${page.workspaceId} ${page.pageId} ${addressKey}`))) return
  const ctx = systemContext(services, page.workspaceId, page.requestId)
  await inTransaction(ctx, async (tx) => {
    const subscriber = await repo.findSubscriberByPlace(tx, page.pageId, addressKey)
    if (!subscriber || !isSubscribed(subscriber)) return
    const codeId = newId('cod', tx.now())
    await repo.insertCode(tx, codeId, subscriber.id)
    await enqueue(tx, sendCode, { codeId })
  })
}

async function isWithin(services: Services, rule: LimitRule, key: string): Promise<boolean> {
  try {
    await services.limiter.consume(rule, key)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return false
    throw error
  }
}

function isSubscribed(subscriber: Subscriber): boolean {
  return ['confirmed', 'suppressed'].includes(subscriberState(subscriber))
}

const input = z.object({ codeId: z.string() })

export const sendCode: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.sendCode',
  purpose: 'status',
  reads: ['C18', 'C19'],
  input,
  handle: async (ctx, { codeId }) => {
    const found = await inTransaction(ctx, async (tx) => {
      const code = await repo.findCodeForUpdate(tx, { id: codeId })
      const subscriber = code && isFresh(code.createdAt, tx.now()) && (await repo.findSubscriber(tx, code.subscriberId))
      if (!subscriber || !isSubscribed(subscriber)) return undefined
      const { address, locale, pageId } = subscriber
      if (!(await mayProcess(tx, { address }, 'status', 'delivery'))) return undefined
      return { address, locale: locale ?? (await pages.getPage(tx, pageId)).locale }
    })
    if (!found) return
    const host = new URL(ctx.config.appUrl).hostname
    const mail = { workspaceId: ctx.workspaceId, ...found, id: codeId, host, code: codeOf(ctx.vault, codeId) }
    try {
      await ctx.mail.send(codeMail(mail))
    } catch (error) {
      if (!(error instanceof MailFailed) || error.kind !== 'permanent') throw error
    }
  },
})

/**
 * The secret of the page on which choices are changed, or undefined: for a wrong, late, used or overtaken code, for an
 * address that is not subscribed, and after too many tries alike.
 */
export async function redeemCode(
  services: Services,
  page: OnPage,
  given: { address: string; code: string },
): Promise<string | undefined> {
  const { addressKey } = mailPlace(checkAddress(given.address))
  await services.limiter.consume(perSender, page.remoteAddress)
  if (!(await isWithin(services, triesPerAddress, `${page.workspaceId} ${page.pageId} ${addressKey}`))) return undefined
  const ctx = systemContext(services, page.workspaceId, page.requestId)
  return inTransaction(ctx, async (tx) => {
    const subscriber = await repo.findSubscriberByPlace(tx, page.pageId, addressKey)
    const code = subscriber && (await repo.findCodeForUpdate(tx, { subscriberId: subscriber.id }))
    if (!code || code.usedAt !== null || code.attempts >= maxCodeAttempts) return undefined
    if (!isFresh(code.createdAt, tx.now())) return undefined
    const digits = given.code.replaceAll(/\s/g, '')
    if (!isCodeOf(tx.vault, code.id, digits)) {
      await repo.updateCode(tx, code.id, { attempts: code.attempts + 1 })
      return undefined
    }
    await repo.updateCode(tx, code.id, { usedAt: tx.now() })
    return linkSecret(tx.vault, 'manage', code.id)
  })
}

function isFresh(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() < codeMinutes * 60_000
}

/** Who is subscribed, and to what; undefined when the secret is none of ours or its time is over. */
export async function readPreferences(
  services: Services,
  secret: string,
  requestId: string,
): Promise<{ subscriber: Subscriber; choices: Choices } | undefined> {
  return withSubscriber(services, secret, requestId, async (tx, subscriber) => {
    const chosen = await repo.listChosenComponents(tx, [subscriber.id])
    const groups = await repo.listChosenGroups(tx, [subscriber.id])
    const { kinds, onlyFinal, scope, locale } = subscriber
    const componentIds = scope === 'page' ? null : (chosen.get(subscriber.id) ?? [])
    const groupIds = groups.get(subscriber.id) ?? []
    return { subscriber, choices: { kinds, onlyFinal, componentIds, groupIds, locale } }
  })
}

/** True when it was saved. What is already queued goes out as it was chosen then. */
export async function savePreferences(
  services: Services,
  secret: string,
  requestId: string,
  choices: Choices,
): Promise<boolean> {
  const saved = await withSubscriber(services, secret, requestId, async (tx, { id, pageId }) => {
    await repo.setChoices(tx, id, choices)
    await recordActivity(tx, 'subscriber.updated', { subjectId: id, data: { pageId } })
    return true
  })
  return saved ?? false
}

async function withSubscriber<T>(
  services: Services,
  secret: string,
  requestId: string,
  work: (tx: Tx, subscriber: Subscriber) => Promise<T>,
): Promise<T | undefined> {
  const codeId = readLinkSecret(services.vault, 'manage', secret)
  if (codeId === undefined) return undefined
  const found = await inPlatformTransaction(services, (tx) => repo.locateCode(tx, codeId))
  if (!found) return undefined
  const ctx: Context = systemContext(services, found.workspaceId, requestId)
  return inTransaction(ctx, async (tx) => {
    const code = await repo.findCodeForUpdate(tx, { id: codeId })
    // From when it was used: whoever got the code late has the same time to read.
    if (!code?.usedAt || !isFresh(code.usedAt, tx.now())) return undefined
    const subscriber = await repo.findSubscriberForUpdate(tx, code.subscriberId)
    return subscriber && isSubscribed(subscriber) ? work(tx, subscriber) : undefined
  })
}
