/** Legal holds in the way of an erasure: what they cover stays, exactly that, until they are released. */
import { sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import type { RawBuilder } from 'kysely'
import { coversCategory, touches, type Hold } from '../holds/hold.ts'
import { listActiveHolds } from '../holds/repo.ts'
import type { Person } from '../person.ts'

export type PersonHolds = {
  /** On the person, by their id or an address. */
  person: readonly Hold[]
  /** On workspaces, in any of which there may be something about the person. */
  workspaces: readonly Hold[]
}

export const noHolds: PersonHolds = { person: [], workspaces: [] }

export async function loadHolds(tx: PlatformTx, { userId, addresses }: Person): Promise<PersonHolds> {
  const holds = await listActiveHolds(tx)
  return {
    person: holds.filter((hold) => touches(hold, { userId: userId ?? undefined, addresses })),
    workspaces: holds.filter(({ workspaceId }) => workspaceId !== null),
  }
}

type Scope = Pick<InventoryEntry, 'category'>

export function isHeldWhole({ category }: Scope, { person }: PersonHolds): boolean {
  return person.some((hold) => coversCategory(hold, category))
}

export function heldWorkspacesOf({ category }: Scope, { workspaces }: PersonHolds): string[] {
  return workspaces.flatMap((hold) => (coversCategory(hold, category) ? (hold.workspaceId ?? []) : []))
}

/** The rows that may be erased, of those that `condition` finds; undefined when none may. */
export function exceptHeld(
  entry: Scope & { perWorkspace: boolean },
  holds: PersonHolds,
  condition: RawBuilder<boolean>,
): RawBuilder<boolean> | undefined {
  if (isHeldWhole(entry, holds)) return undefined
  const held = entry.perWorkspace ? heldWorkspacesOf(entry, holds) : []
  return held.length === 0 ? condition : sql<boolean>`(${condition} and workspace_id <> all(${held}::text[]))`
}

/** The rows that must not be erased now, of those that `condition` finds; undefined when there is no hold. */
export function onlyHeld(
  entry: Scope & { perWorkspace: boolean },
  holds: PersonHolds,
  condition: RawBuilder<boolean>,
): RawBuilder<boolean> | undefined {
  if (isHeldWhole(entry, holds)) return condition
  const held = entry.perWorkspace ? heldWorkspacesOf(entry, holds) : []
  return held.length === 0 ? undefined : sql<boolean>`(${condition} and workspace_id = any(${held}::text[]))`
}
