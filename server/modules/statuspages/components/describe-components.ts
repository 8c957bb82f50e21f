import type { Tx } from '#platform/context'
import * as repo from '../repo.ts'
import type { Component, ComponentStatus } from './component.ts'
import * as groupRepo from './group-repo.ts'
import { causesOf, suggestedStatus, type Cause } from './needs.ts'

/** A component as members see it, with what it needs and what of that is not well. */
export type ComponentView = Component & {
  /** Ids of the components that it needs. */
  needs: string[]
  causes: Cause[]
  /** What it could be shown as because of them; null: as it is. */
  suggestedStatus: ComponentStatus | null
}

/** All of a page in their order. */
export async function describeComponents(tx: Tx, pageId: string): Promise<ComponentView[]> {
  const components = await repo.listComponents(tx, [pageId])
  const needs = await groupRepo.listNeeds(tx, [pageId])
  const causes = causesOf(components, needs)
  const needed = Map.groupBy(needs, ({ id }) => id)
  return components.map((component) => {
    const found = causes.get(component.id) ?? []
    return {
      ...component,
      needs: (needed.get(component.id) ?? []).map(({ needsId }) => needsId),
      causes: found,
      suggestedStatus: suggestedStatus(component.status, found),
    }
  })
}

/** One of them. Throws when it is not there: the caller has just written it, under the page's lock. */
export async function describeComponent(tx: Tx, pageId: string, id: string): Promise<ComponentView> {
  const view = (await describeComponents(tx, pageId)).find((each) => each.id === id)
  if (!view) throw new Error('a component that was just written is not there')
  return view
}
