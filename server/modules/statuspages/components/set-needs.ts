import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import type { Component } from './component.ts'
import { describeComponent, type ComponentView } from './describe-components.ts'
import * as groupRepo from './group-repo.ts'
import { findCircle } from './needs.ts'

/**
 * Says which other components of its page a component needs. Throws invalid_request for one that is not there, for
 * itself, and where the needs would go round in a circle; the message names the circle.
 */
export async function setComponentNeeds(ctx: Context, id: string, needsIds: readonly string[]): Promise<ComponentView> {
  requirePermission(ctx, 'statuspages.write')
  const { page, component } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await repo.getComponent(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const components = await repo.listComponents(tx, [pageId])
    const wanted = [...new Set(needsIds)].toSorted()
    refuseStrangers(id, wanted, components)
    const needs = await groupRepo.listNeeds(tx, [pageId])
    const before = needs.filter((need) => need.id === id).map(({ needsId }) => needsId)
    const others = needs.filter((need) => need.id !== id)
    refuseCircle(findCircle([...others, ...wanted.map((needsId) => ({ id, needsId }))]), components)
    await groupRepo.replaceNeeds(tx, id, wanted)
    const component = await describeComponent(tx, pageId, id)
    if (before.join() !== wanted.join()) {
      await repo.touchPage(tx, pageId)
      await recordActivity(tx, 'component.updated', {
        subjectId: id,
        data: { name: component.name, pageId, status: component.status, changed: ['needs'] },
      })
      await recordAudit(tx, 'component.updated', {
        targetId: id,
        before: { needs: before },
        after: { needs: wanted },
      })
    }
    return { page: found, component }
  })
  forgetSnapshot(ctx, page.slug)
  return component
}

function refuseStrangers(id: string, wanted: readonly string[], components: readonly Component[]): void {
  const known = new Set(components.map((component) => component.id))
  for (const [index, needsId] of wanted.entries()) {
    const path = `componentIds.${index}`
    if (needsId === id) throw refusal(path, 'a component does not need itself')
    if (!known.has(needsId)) throw refusal(path, 'no such component on this page')
  }
}

function refuseCircle(circle: readonly string[] | undefined, components: readonly Component[]): void {
  if (!circle) return
  const names = new Map(components.map(({ id, name }) => [id, name]))
  const shown = circle.slice(0, 6).map((id) => names.get(id) ?? id)
  throw refusal('componentIds', `these would need each other in a circle: ${shown.join(' → ')}`)
}

function refusal(path: string, message: string): Error {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
