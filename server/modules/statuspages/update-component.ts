import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Component, ComponentStatus } from './component.ts'
import * as repo from './repo.ts'
import { forgetSnapshot } from './snapshot-cache.ts'

type ComponentInput = {
  name?: string | undefined
  description?: string | undefined
  status?: ComponentStatus | undefined
  /** From 1; the others make room. More than there are means last. */
  position?: number | undefined
}

/** Fields that are not given stay. What changes nothing leaves the page's `updatedAt` alone. */
export async function updateComponent(ctx: Context, id: string, input: ComponentInput): Promise<Component> {
  requirePermission(ctx, 'statuspages.write')
  const { page, component } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await repo.getComponent(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const before = await repo.getComponent(tx, id)
    const changed = [...(await change(tx, before, input)), ...(await move(tx, before, input.position))]
    const after = await repo.getComponent(tx, id)
    if (changed.length > 0) {
      await repo.touchPage(tx, pageId)
      const data = { name: after.name, pageId, status: after.status, changed }
      await recordActivity(tx, 'component.updated', { subjectId: id, data })
      await recordAudit(tx, 'component.updated', { targetId: id, before, after })
    }
    return { page: found, component: after }
  })
  forgetSnapshot(ctx, page.slug)
  return component
}

async function change(tx: Tx, before: Component, { name, description, status }: ComponentInput): Promise<string[]> {
  const { id, position, createdAt } = before
  const next = {
    name: name ?? before.name,
    description: description ?? before.description,
    status: status ?? before.status,
  }
  const changed = (['name', 'description', 'status'] as const).filter((key) => next[key] !== before[key])
  if (changed.length > 0) await repo.updateComponent(tx, { id, position, createdAt, ...next, updatedAt: tx.now() })
  return changed
}

async function move(
  tx: Tx,
  component: Component & { pageId: string },
  position = component.position,
): Promise<string[]> {
  const ids = (await repo.listComponents(tx, [component.pageId])).map(({ id }) => id)
  const others = ids.filter((id) => id !== component.id)
  const order = others.toSpliced(position - 1, 0, component.id)
  if (order.every((id, index) => id === ids[index])) return []
  await repo.setPositions(tx, order)
  return ['position']
}
