/** Values as Uptime Kuma writes them. Pure. */
import { z } from 'zod'

export const words = z.string().nullish().catch(null)
export const amount = z.coerce.number().finite().nullish().catch(null)
/** The database keeps truth as 1 and 0. */
export const truth = z
  .union([z.boolean(), z.number()])
  .nullish()
  .catch(null)
  .transform((value) => value === true || value === 1)
export const Id = z.union([z.number().int(), z.string().min(1).max(60)]).transform(String)

/** A list, or an object whose values are one, as Uptime Kuma sends them by their number. */
export function listOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value
  return typeof value === 'object' && value !== null ? Object.values(value) : undefined
}
