/**
 * What was tried lately, in memory and within bounds: enough to tell a pattern of abuse from people who mistype. Pure
 * but for its own maps. Each process sees what comes to it.
 */
import { hash } from 'node:crypto'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Credential stuffing: one sender, passwords refused for so many different addresses within so long. */
export const stuffing = { addresses: 20, windowMs: 10 * minuteMs }
/** Many against one: refusals for one address, from so many senders, within so long. */
export const guessing = { refusals: 50, senders: 10, windowMs: hourMs }
/** Mails that one sender asked for, whatever was answered. A company that invites everybody stays far below. */
export const mailing = { forms: 60, invitations: 250, windowMs: hourMs }

/** How many senders and addresses are looked at; who was seen longest ago is forgotten first. */
const maxKeys = 10_000
/** Of one address: more than the pattern needs, so that counting senders is exact where it matters. */
const maxRefusals = 200

export type MailKind = 'forms' | 'invitations'
export type Watched = ReturnType<typeof createWindow>

export function createWindow() {
  /** Addresses that were refused and not signed in with since, by sender, with the time. */
  const refused = new Map<string, Map<string, number>>()
  const attacked = new Map<string, { at: number; sender: string }[]>()
  const mails = new Map<string, number[]>()

  return {
    /** A password was refused; says what that makes, and then begins to count anew. */
    refusal(sender: string, address: string, atMs: number): { stuffed?: number; guessed?: number } {
      const key = keyOf(address)
      const addresses = touch(refused, sender, () => new Map<string, number>())
      for (const [each, at] of addresses) if (at <= atMs - stuffing.windowMs) addresses.delete(each)
      addresses.set(key, atMs)
      const stuffed = addresses.size
      if (stuffed >= stuffing.addresses) refused.delete(sender)

      const tries = touch(attacked, key, () => [])
      tries.push({ at: atMs, sender })
      const recent = tries.filter(({ at }) => at > atMs - guessing.windowMs).slice(-maxRefusals)
      tries.splice(0, tries.length, ...recent)
      const senders = new Set(recent.map((each) => each.sender)).size
      const isAttacked = recent.length >= guessing.refusals && senders >= guessing.senders
      if (isAttacked) attacked.delete(key)
      return {
        ...(stuffed >= stuffing.addresses && { stuffed }),
        ...(isAttacked && { guessed: recent.length }),
      }
    },
    /** Whoever gets in after all had only mistyped. */
    success(sender: string, address: string): void {
      refused.get(sender)?.delete(keyOf(address))
    },
    /** A mail was asked for; the count when that is too many, and then begins to count anew. */
    mail(sender: string, kind: MailKind, atMs: number): number | undefined {
      const key = `${kind} ${sender}`
      const times = touch(mails, key, () => [])
      times.push(atMs)
      const recent = times.filter((at) => at > atMs - mailing.windowMs)
      times.splice(0, times.length, ...recent)
      if (recent.length < mailing[kind]) return undefined
      mails.delete(key)
      return recent.length
    },
    sizes: () => ({ refused: refused.size, attacked: attacked.size, mails: mails.size }),
  }
}

/** The value of a key, which becomes the last one to be forgotten. */
function touch<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make()
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > maxKeys && oldest !== undefined) map.delete(oldest)
  return value
}

/** What people type is not kept in memory either. */
function keyOf(address: string): string {
  return hash('sha256', address.trim().toLowerCase(), 'hex').slice(0, 32)
}
