/** The files of a workspace that belong into its bundle. */
import type { Context } from '#platform/context'
import type { InventoryEntry } from '#platform/inventory'

/** The kinds, as they stand in the middle of a file's key, that the inventory exports. */
export function exportedKinds(inventory: readonly InventoryEntry[]): ReadonlySet<string> {
  const kinds = inventory.filter((entry) => entry.store === 'blobs' && entry.export === 'yes')
  return new Set(kinds.map(({ place }) => place))
}

/** In the order of their keys. */
export async function listFiles(
  { blobs, workspaceId }: Context,
  inventory: readonly InventoryEntry[],
): Promise<{ key: string; sizeBytes: number }[]> {
  const found: { key: string; sizeBytes: number }[] = []
  for (const kind of exportedKinds(inventory)) {
    for await (const { key, sizeBytes } of blobs.list(`${workspaceId}/${kind}/`)) found.push({ key, sizeBytes })
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}
