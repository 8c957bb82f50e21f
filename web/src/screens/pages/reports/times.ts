/** Times as the browser's own field for them has them: local, to the minute, `2026-11-21T10:42`. */
export function toField(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

/** Undefined for a field that is empty or half typed. */
export function fromField(value: string): string | undefined {
  const at = new Date(value)
  return value === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** The name of the zone in which the person reads and types. */
export const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The next full hour. */
export function nextHour(): Date {
  return new Date(Math.ceil((Date.now() + 60_000) / 3_600_000) * 3_600_000)
}
