import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { tellComponentChange } from '../subscribers/tell-component.ts'
import type { Component, ComponentStatus } from './component.ts'
import { describeComponent, type ComponentView } from './describe-components.ts'
import * as groupRepo from './group-repo.ts'
import { flatten, moved, regrouped, treeOf } from './order.ts'
import { requireGroup } from './require.ts'
import { setComponentStatuses } from './set-statuses.ts'

export type ComponentInput = {
  name?: string | undefined
  description?: string | undefined
  status?: ComponentStatus | undefined
  /** From 1 over the page; the others make room. It goes as near to it as its group allows. */
  position?: number | undefined
  /** It goes to the end of the group; null takes it out of its own, to the end of the page. */
  groupId?: string | null | undefined
  showcase?: boolean | undefined
  startDate?: string | null | undefined
  onlyShowIfDegraded?: boolean | undefined
  hidden?: boolean | undefined
}

const settings = ['name', 'description', 'showcase', 'startDate', 'onlyShowIfDegraded', 'hidden'] as const

/** Fields that are not given stay. What changes nothing leaves the page's `updatedAt` alone. */
export async function updateComponent(ctx: Context, id: string, input: ComponentInput): Promise<ComponentView> {
  requirePermission(ctx, 'statuspages.write')
  const { page, component } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await repo.getComponent(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const before = await repo.getComponent(tx, id)
    const changed = [
      ...(await change(tx, before, input)),
      ...(await setStatus(tx, before, input.status)),
      ...(await move(tx, before, input)),
    ]
    const after = await repo.getComponent(tx, id)
    const component = await describeComponent(tx, pageId, id)
    if (changed.length > 0) {
      await repo.touchPage(tx, pageId)
      const data = { name: after.name, pageId, status: after.status, changed }
      const updated = await recordActivity(tx, 'component.updated', { subjectId: id, data })
      await recordAudit(tx, 'component.updated', { targetId: id, before, after })
      await tellComponentChange(tx, { component: before, newStatus: after.status, causedBy: updated.id })
    }
    return { page: found, component }
  })
  forgetSnapshot(ctx, page.slug)
  return component
}

async function change(tx: Tx, before: Component, input: ComponentInput): Promise<string[]> {
  const changed = settings.filter((key) => input[key] !== undefined && input[key] !== before[key])
  if (changed.length === 0) return []
  const fields = Object.fromEntries(changed.map((key) => [key, input[key]]))
  await repo.updateComponent(tx, before.id, { ...fields, updatedAt: tx.now() })
  return changed
}

async function setStatus(
  tx: Tx,
  { id, pageId }: Component & { pageId: string },
  status: ComponentStatus | undefined,
): Promise<string[]> {
  if (status === undefined) return []
  const ids = await setComponentStatuses(tx, pageId, [{ id, newStatus: status }], { kind: 'person', id: null })
  return ids.length > 0 ? ['status'] : []
}

async function move(
  tx: Tx,
  { id, pageId, groupId: before }: Component & { pageId: string },
  input: ComponentInput,
): Promise<string[]> {
  const groups = await groupRepo.listGroups(tx, [pageId])
  const groupId = input.groupId === undefined ? before : requireGroup(groups, input.groupId)
  const tree = treeOf(await repo.listComponents(tx, [pageId]), groups)
  const grouped = groupId === before ? tree : regrouped(tree, id, groupId)
  const next = input.position === undefined ? grouped : moved(grouped, id, input.position)
  const isMoved = flatten(next).some((each, index) => each !== flatten(tree)[index])
  if (!isMoved && groupId === before) return []
  await groupRepo.saveTree(tx, next)
  return groupId === before ? ['position'] : ['groupId', 'position']
}
