/** Whether a request carries the page's password. */
import { createHmac } from 'node:crypto'
import { systemContext, type Services } from '#platform/context'
import { inTransaction, type Database } from '#platform/database'
import { newSecret } from '#platform/ids'
import type { RawRequest } from '#platform/http'
import type { LimitRule } from '#platform/rate-limit'
import { senderKey } from '#platform/sender-key'
import { maxPasswordChars, type PageAccess } from './access.ts'
import { loadAccess, saveAccess } from './repo.ts'

export type PasswordPage = { id: string; workspaceId: string; access: Extract<PageAccess, { kind: 'password' }> }

const minuteSeconds = 60

/** Wrong passwords of one sender for one page: enough for a person, far too few to guess. */
export const triesPerSender: LimitRule = {
  name: 'page-password-sender',
  points: 10,
  durationSeconds: 5 * minuteSeconds,
}
/** All senders together: many machines have no more tries than a thousand people would need. */
export const triesPerPage: LimitRule = { name: 'page-password', points: 300, durationSeconds: 5 * minuteSeconds }

/**
 * A browser sends the password with every request, and a comparison takes a fifth of a second: so a right one is
 * remembered for a while, as a keyed hash that belongs to the stored value. A new password is asked for at once.
 */
const rememberedMs = 10 * 60_000
const maxRemembered = 10_000

type Remembered = { key: string; until: Map<string, number> }
const remembered = new WeakMap<Database, Remembered>()

/** Throws rate_limited after many wrong passwords, and unavailable while too many are being compared. */
export async function hasPassword(services: Services, request: RawRequest, page: PasswordPage): Promise<boolean> {
  const password = readPassword(request.header('authorization'))
  if (password === undefined) return false
  const { key, until } = memoryOf(services)
  const { passwordHash } = page.access
  const mark = createHmac('sha256', key)
    .update(JSON.stringify([page.id, passwordHash, password]))
    .digest('base64url')
  const nowMs = services.now().getTime()
  if ((until.get(mark) ?? 0) > nowMs) return true
  // An imported page has the id of its source, which somebody else's import of the same source has too.
  const place = `${page.workspaceId}\n${page.id}`
  const sender = `${place}\n${senderKey(request.remoteAddress)}`
  await services.limiter.consume(triesPerSender, sender)
  await services.limiter.consume(triesPerPage, place)
  if (!(await services.passwords.verify(password, passwordHash))) return false
  await services.limiter.giveBack(triesPerSender, sender, 1)
  await services.limiter.giveBack(triesPerPage, place, 1)
  remember(until, mark, nowMs)
  if (services.passwords.needsRehash(passwordHash)) await renewHash(services, request, page, password)
  return true
}

/** RFC 7617: base64 of `name:password` in UTF-8; the name may be anything. Undefined for whatever is not of this form. */
export function readPassword(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]{1,2000}={0,2})$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const password = colon < 0 ? '' : text.slice(colon + 1)
  return password === '' || password.length > maxPasswordChars ? undefined : password
}

function memoryOf({ database }: Services): Remembered {
  const memory = remembered.get(database) ?? { key: newSecret(), until: new Map<string, number>() }
  remembered.set(database, memory)
  return memory
}

/** The map keeps the order of insertion, so its first key is the oldest. */
function remember(until: Map<string, number>, mark: string, nowMs: number): void {
  until.delete(mark)
  until.set(mark, nowMs + rememberedMs)
  const oldest = until.size > maxRemembered ? until.keys().next().value : undefined
  if (oldest !== undefined) until.delete(oldest)
}

/** While the password is at hand: a value of an older key or cost is made again, unless the password was changed. */
async function renewHash(services: Services, request: RawRequest, page: PasswordPage, password: string): Promise<void> {
  const passwordHash = await services.passwords.hash(password)
  await inTransaction(systemContext(services, page.workspaceId, request.requestId), async (tx) => {
    const now = await loadAccess(tx, page.id)
    if (now.kind !== 'password' || now.passwordHash !== page.access.passwordHash) return
    await saveAccess(tx, page.id, { ...now, passwordHash })
  })
}
