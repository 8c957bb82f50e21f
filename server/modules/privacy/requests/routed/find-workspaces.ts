import type { Services } from '#platform/context'
import type { InventoryEntry } from '#platform/inventory'

/** More than so many are asked by hand. */
const maxWorkspaces = 100

/**
 * Workspaces whose telemetry names the address: it came from programs of theirs, about people of theirs, so what
 * becomes of it is theirs to decide.
 */
export async function findWorkspacesWith(
  { columns }: Services,
  inventory: readonly InventoryEntry[],
  address: string,
): Promise<string[]> {
  const places = new Map(
    inventory
      .filter(({ store, erase }) => store === 'columns' && erase === 'workspaceDecides')
      .flatMap(({ place, subject }) =>
        subject.flatMap((one) =>
          'address' in one ? [[`${place}.${one.address}`, { place, column: one.address }]] : [],
        ),
      ) as [string, { place: string; column: string }][], // pairs by construction
  )
  const found = new Set<string>()
  for (const { place, column } of places.values()) {
    // Names of the inventory, which a test compares with the store.
    const rows = await columns.query<{ workspaceId: string }>(
      `select distinct workspace_id as workspaceId from ${place}
       where lower(${column}) = {address:String} limit ${maxWorkspaces}`,
      { address: address.toLowerCase() },
    )
    for (const { workspaceId } of rows) found.add(workspaceId)
  }
  return [...found]
}
