/** The order of components and groups while it is being changed by keys or by dragging. Pure. */
import type { Component, ComponentGroup } from '../../api.ts'

/** What stands at the top of the page: a component, or a group with its components. */
export type Place = { id: string; components: string[] | null }

export type Side = 'before' | 'after'

export function treeOf(components: readonly Component[], groups: readonly ComponentGroup[]): Place[] {
  const top = [
    ...groups.map(({ id, position }) => ({
      position,
      place: { id, components: components.filter((each) => each.groupId === id).map((each) => each.id) },
    })),
    ...components
      .filter(({ groupId }) => groupId === null)
      .map(({ id, position }) => ({ position, place: { id, components: null } })),
  ]
  return top.toSorted((a, b) => a.position - b.position).map(({ place }) => place)
}

/** One step up (-1) or down (1). A component that meets a group goes into it, and out of it again on the other side. */
export function stepped(tree: readonly Place[], id: string, step: 1 | -1): Place[] {
  const at = tree.findIndex((place) => place.id === id)
  if (at >= 0) {
    const neighbour = tree[at + step]
    if (!neighbour) return [...tree]
    const isGroup = tree[at]?.components !== null
    if (isGroup || neighbour.components === null) return placed(tree, id, neighbour.id, step === 1 ? 'after' : 'before')
    return intoGroup(tree, id, neighbour.id, step === 1 ? 0 : neighbour.components.length)
  }
  const group = tree.find(({ components }) => components?.includes(id))
  const siblings = group?.components ?? []
  const next = siblings[siblings.indexOf(id) + step]
  if (next !== undefined) return placed(tree, id, next, step === 1 ? 'after' : 'before')
  return group ? atTop(tree, id, group.id, step === 1 ? 'after' : 'before') : [...tree]
}

/** Dropped on another component or group. On the lower half of a group's heading it goes into the group. */
export function placed(tree: readonly Place[], id: string, overId: string, side: Side): Place[] {
  if (id === overId) return [...tree]
  const isGroup = tree.some((place) => place.id === id && place.components !== null)
  const holder = tree.find((place) => place.id === overId || place.components?.includes(overId))
  if (!holder || holder.id === id) return [...tree]
  if (isGroup) return atTop(tree, id, holder.id, side)
  if (holder.id === overId && holder.components === null) return atTop(tree, id, overId, side)
  if (holder.id === overId) return side === 'after' ? intoGroup(tree, id, overId, 0) : atTop(tree, id, overId, 'before')
  const siblings = (holder.components ?? []).filter((each) => each !== id)
  return intoGroup(tree, id, holder.id, siblings.indexOf(overId) + (side === 'after' ? 1 : 0))
}

function atTop(tree: readonly Place[], id: string, besideId: string, side: Side): Place[] {
  const own = tree.find((place) => place.id === id) ?? { id, components: null }
  const rest = without(tree, id)
  const at = rest.findIndex((place) => place.id === besideId)
  return rest.toSpliced(at + (side === 'after' ? 1 : 0), 0, own)
}

function intoGroup(tree: readonly Place[], id: string, groupId: string, index: number): Place[] {
  return without(tree, id).map((place) =>
    place.id === groupId ? { ...place, components: (place.components ?? []).toSpliced(index, 0, id) } : place,
  )
}

function without(tree: readonly Place[], id: string): Place[] {
  return tree
    .filter((place) => place.id !== id)
    .map((place) => ({ ...place, components: place.components?.filter((each) => each !== id) ?? null }))
}
