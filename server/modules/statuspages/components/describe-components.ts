import type { Tx } from '#platform/context'
import { describeFollows, type Follows } from '../following/describe-follows.ts'
import * as repo from '../repo.ts'
import type { Component, ComponentStatus } from './component.ts'
import * as groupRepo from './group-repo.ts'
import { causesOf, suggestedStatus, type Cause } from './needs.ts'

/** A component as members see it, with what it needs and what of that is not well. */
export type ComponentView = Component & {
  /** Ids of the components that it needs. */
  needs: string[]
  causes: Cause[]
  /** What it could be shown as because of them, or of monitors that it follows; null: as it is. */
  suggestedStatus: ComponentStatus | null
  /** What its monitors say; null: it follows none. */
  follows: Follows | null
}

/** All of a page in their order. */
export async function describeComponents(tx: Tx, pageId: string): Promise<ComponentView[]> {
  const components = await repo.listComponents(tx, [pageId])
  const needs = await groupRepo.listNeeds(tx, [pageId])
  const causes = causesOf(components, needs)
  const { follows, suggested } = await describeFollows(tx, pageId, components)
  const needed = Map.groupBy(needs, ({ id }) => id)
  return components.map((component) => {
    const found = causes.get(component.id) ?? []
    return {
      ...component,
      needs: (needed.get(component.id) ?? []).map(({ needsId }) => needsId),
      causes: found,
      suggestedStatus: suggested.get(component.id) ?? suggestedStatus(component.status, found),
      follows: follows.get(component.id) ?? null,
    }
  })
}

/** One of them. Throws when it is not there: the caller has just written it, under the page's lock. */
export async function describeComponent(tx: Tx, pageId: string, id: string): Promise<ComponentView> {
  const view = (await describeComponents(tx, pageId)).find((each) => each.id === id)
  if (!view) throw new Error('a component that was just written is not there')
  return view
}
