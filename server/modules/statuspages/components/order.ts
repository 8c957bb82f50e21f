/**
 * The order of a page's components and groups: one numbering from 1, in which a group comes right before those that
 * stand in it. Pure.
 */
export type Part = { id: string; groupId: string | null; position: number }
export type Heading = { id: string; position: number }

/** What stands at the top of a page: a component, or a group with its components. `components` is null for the former. */
export type Place = { id: string; components: string[] | null }

export function treeOf(components: readonly Part[], groups: readonly Heading[]): Place[] {
  const known = new Set(groups.map(({ id }) => id))
  const ordered = components.toSorted(byPosition)
  const groupOf = ({ groupId }: Part): string | null => (groupId !== null && known.has(groupId) ? groupId : null)
  const top = [
    ...groups.map(({ id, position }) => ({
      position,
      place: { id, components: ordered.filter((each) => groupOf(each) === id).map((each) => each.id) },
      id,
    })),
    ...ordered
      .filter((each) => groupOf(each) === null)
      .map(({ id, position }) => ({ position, place: { id, components: null }, id })),
  ]
  return top.toSorted(byPosition).map(({ place }) => place)
}

/** All ids in the order in which they are shown; their places in the list, from 1, are their positions. */
export function flatten(tree: readonly Place[]): string[] {
  return tree.flatMap(({ id, components }) => [id, ...(components ?? [])])
}

/**
 * The tree with one component or group taken to a position, as near to it as its siblings allow: what stands in a group
 * stays in it, and a group keeps its components behind it.
 */
export function moved(tree: readonly Place[], id: string, position: number): Place[] {
  const group = tree.find(({ components }) => components?.includes(id))
  const rest = without(tree, id)
  const numbers = new Map(flatten(rest).map((each, index) => [each, index + 1]))
  const before = (ids: readonly string[]): number => ids.filter((each) => (numbers.get(each) ?? 0) < position).length
  if (!group) {
    const place = tree.find((each) => each.id === id)
    return place ? rest.toSpliced(before(rest.map((each) => each.id)), 0, place) : rest
  }
  return rest.map((place) => {
    if (place.id !== group.id) return place
    const siblings = place.components ?? []
    return { ...place, components: siblings.toSpliced(before(siblings), 0, id) }
  })
}

/** The tree with a component at the end of a group, or of the page. */
export function regrouped(tree: readonly Place[], id: string, groupId: string | null): Place[] {
  const rest = without(tree, id)
  if (groupId === null) return [...rest, { id, components: null }]
  return rest.map((place) =>
    place.id === groupId ? { ...place, components: [...(place.components ?? []), id] } : place,
  )
}

/** The tree without the group, whose components take its place. */
export function dissolved(tree: readonly Place[], groupId: string): Place[] {
  return tree.flatMap((place) =>
    place.id === groupId ? (place.components ?? []).map((id) => ({ id, components: null })) : [place],
  )
}

/** Whether both hold the same components and groups, each once. */
export function sameParts(a: readonly Place[], b: readonly Place[]): boolean {
  const parts = (tree: readonly Place[]) => [
    ...tree.map(({ id, components }) => `${components === null ? 'component' : 'group'} ${id}`),
    ...tree.flatMap(({ components }) => (components ?? []).map((id) => `component ${id}`)),
  ]
  const [left, right] = [parts(a).toSorted(), parts(b).toSorted()]
  return left.length === right.length && left.every((part, index) => part === right[index])
}

function without(tree: readonly Place[], id: string): Place[] {
  return tree
    .filter((place) => place.id !== id)
    .map((place) => ({ ...place, components: place.components?.filter((each) => each !== id) ?? null }))
}

function byPosition(a: Heading, b: Heading): number {
  return a.position - b.position || (a.id < b.id ? -1 : 1)
}
