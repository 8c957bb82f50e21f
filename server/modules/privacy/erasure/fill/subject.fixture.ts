/** Whose a column is, as the inventory says. */
import type { InventoryEntry } from '#platform/inventory'

export const isPersonal = ({ subject }: InventoryEntry): boolean => subject.length > 0

/** Whether a column is the person's: what an erasure takes away, or must say that it does not. */
export function isOfPerson(entry: InventoryEntry, column: string): boolean {
  if (!isPersonal(entry)) return false
  if (entry.erase !== 'anonymise') return true
  const named = entry.subject.flatMap((one) => ('address' in one ? [one.address] : 'userId' in one ? [one.userId] : []))
  return [...named, ...(entry.clears ?? [])].includes(column)
}
