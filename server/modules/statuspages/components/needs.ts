/** Which components need which others to work, and what follows when one of those is not well. Pure. */
import type { Component, ComponentStatus } from './component.ts'

/** The component `id` needs the component `needsId`. */
export type Need = { id: string; needsId: string }

/** A needed component that is not operational. */
export type Cause = { id: string; name: string; status: ComponentStatus }

/** The ids of one circle, as in `A needs B needs A`, or undefined when there is none. Linear in what it is given. */
export function findCircle(needs: readonly Need[]): string[] | undefined {
  const next = Map.groupBy(needs, ({ id }) => id)
  const done = new Set<string>()
  for (const start of next.keys()) {
    const circle = walk(start, next, done)
    if (circle) return circle
  }
  return undefined
}

/** Goes down from one component without calling itself, so that no length of a chain exhausts the stack. */
function walk(start: string, next: ReadonlyMap<string, readonly Need[]>, done: Set<string>): string[] | undefined {
  const path: string[] = []
  const onPath = new Set<string>()
  const open: { id: string; leave: boolean }[] = [{ id: start, leave: false }]
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.leave) {
      path.pop()
      onPath.delete(at.id)
      done.add(at.id)
    } else if (onPath.has(at.id)) {
      return [...path.slice(path.indexOf(at.id)), at.id]
    } else if (!done.has(at.id)) {
      path.push(at.id)
      onPath.add(at.id)
      open.push({ id: at.id, leave: true })
      for (const { needsId } of next.get(at.id) ?? []) open.push({ id: needsId, leave: false })
    }
  }
  return undefined
}

/**
 * For each component the needed ones that are not well. One hop only: what a needed component itself suffers from is
 * its own story, and a chain of guesses is not told to anyone.
 */
export function causesOf(
  components: readonly Pick<Component, 'id' | 'name' | 'status'>[],
  needs: readonly Need[],
): Map<string, Cause[]> {
  const needed = Map.groupBy(needs, ({ id }) => id)
  return new Map(
    components.map(({ id }) => {
      const ids = new Set((needed.get(id) ?? []).map(({ needsId }) => needsId))
      const causes = components
        .filter((each) => ids.has(each.id) && each.status !== 'operational')
        .map((each) => ({ id: each.id, name: each.name, status: each.status }))
      return [id, causes]
    }),
  )
}

/**
 * What a component that is shown as operational could be shown as, given what it needs: degraded while one of those is
 * out, in part or whole. It is offered to a person and never set by itself.
 */
export function suggestedStatus(status: ComponentStatus, causes: readonly Cause[]): ComponentStatus | null {
  const isOut = causes.some((cause) => cause.status === 'major_outage' || cause.status === 'partial_outage')
  return status === 'operational' && isOut ? 'degraded_performance' : null
}
