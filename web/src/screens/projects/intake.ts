/** What a person types about how a project takes in events. Pure; the server decides, this says it beforehand. */

export const maxOrigins = 50
export const maxEventsPerMinute = 1_000_000

/** `https://shop.example`, `https://*.shop.example`, `http://localhost:3000`: no path, no query. */
const origin = /^https?:\/\/(\*\.[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?$/i

/** One per line; what is empty is left out. */
export function originsOf(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export function originsRule(text: string): string | undefined {
  const origins = originsOf(text)
  const wrong = origins.find((line) => !origin.test(line))
  if (wrong !== undefined) return `${wrong} is no origin: write it like https://shop.example, without a path.`
  return origins.length > maxOrigins ? `At most ${maxOrigins}.` : undefined
}

/** Null for no limit. */
export function limitOf(text: string): number | null {
  const digits = text.replaceAll(/[\s,.']/g, '')
  return digits === '' ? null : Number(digits)
}

export function limitRule(text: string): string | undefined {
  const limit = limitOf(text)
  if (limit === null) return undefined
  return Number.isInteger(limit) && limit >= 1 && limit <= maxEventsPerMinute
    ? undefined
    : 'A whole number from 1 to 1,000,000, or nothing for no limit.'
}
