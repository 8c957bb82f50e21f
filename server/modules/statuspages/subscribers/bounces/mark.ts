/**
 * The mark in the address that a mail comes back to (VERP): whose mail it was and which, signed, so that nobody can say
 * of others that their mail comes back. Lower-case letters and digits, because servers may change the case. Pure.
 */
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { macKey, type VaultKeys } from '#platform/vault'

export type Marked = { subscriberId: string; deliveryPrefix: string }

const purpose = 'statuspages.bounce'
const subscriberBytes = 16
/** Enough to tell one person's mails apart. */
const deliveryBytes = 5
const macBytes = 10
const markLength = 50
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** 50 characters. */
export function markOf(
  vault: VaultKeys,
  { subscriberId, deliveryId }: { subscriberId: string; deliveryId: string },
): string {
  const content = Buffer.concat([
    Buffer.from(hexOf(subscriberId), 'hex'),
    Buffer.from(hexOf(deliveryId), 'hex').subarray(0, deliveryBytes),
  ])
  return base32(Buffer.concat([content, macOf(macKey(vault, purpose), content)]))
}

/** What the first mark in the text is about, made with any of the master keys; undefined when none is ours. */
export function findMark(vault: VaultKeys, text: string): Marked | undefined {
  for (const [, mark = ''] of text.slice(0, 10_000).matchAll(/\+([a-z2-7]{50})@/gi)) {
    const bytes = fromBase32(mark.toLowerCase())
    const content = bytes.subarray(0, subscriberBytes + deliveryBytes)
    const mac = bytes.subarray(subscriberBytes + deliveryBytes)
    if (!vault.keyIds.some((id) => timingSafeEqual(mac, macOf(macKey(vault, purpose, id), content)))) continue
    return {
      subscriberId: `sub_${content.subarray(0, subscriberBytes).toString('hex')}`,
      deliveryPrefix: `sml_${content.subarray(subscriberBytes).toString('hex')}`,
    }
  }
  return undefined
}

const hexOf = (id: string): string => id.slice(id.indexOf('_') + 1)

function macOf(key: KeyObject, content: Buffer): Buffer {
  return createHmac('sha256', key).update(content).digest().subarray(0, macBytes)
}

/** RFC 4648 §6 in lower case, without padding. */
function base32(bytes: Buffer): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet.charAt((held >> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + alphabet.charAt((held << (5 - bits)) & 31) : text
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const character of text) {
    held = (held << 5) | alphabet.indexOf(character)
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
    }
    held &= (1 << bits) - 1
  }
  return Buffer.from(bytes.slice(0, Math.floor((markLength * 5) / 8)))
}
