import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newShortId } from '#platform/ids'
import { maxComponents } from '../page.ts'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import type { Component } from './component.ts'
import { describeComponent, type ComponentView } from './describe-components.ts'
import * as groupRepo from './group-repo.ts'
import { regrouped, treeOf } from './order.ts'
import { requireGroup } from './require.ts'
import * as stateRepo from './state-repo.ts'

export type NewComponent = {
  name: string
  description?: string | undefined
  groupId?: string | null | undefined
  showcase?: boolean | undefined
  startDate?: string | null | undefined
  onlyShowIfDegraded?: boolean | undefined
  hidden?: boolean | undefined
}

/** A new component is operational and comes last, in its group or on the page. */
export async function createComponent(ctx: Context, pageId: string, input: NewComponent): Promise<ComponentView> {
  requirePermission(ctx, 'statuspages.write')
  const { page, component } = await inTransaction(ctx, async (tx) => {
    const found = await repo.getPageForUpdate(tx, pageId)
    const others = await repo.listComponents(tx, [pageId])
    if (others.length >= maxComponents) throw conflict(`a status page has at most ${maxComponents} components`)
    const groups = await groupRepo.listGroups(tx, [pageId])
    const added = newComponent(tx, input, requireGroup(groups, input.groupId))
    await insertComponent(tx, pageId, added)
    await groupRepo.saveTree(tx, regrouped(treeOf(others, groups), added.id, added.groupId))
    await repo.touchPage(tx, pageId)
    const component = await describeComponent(tx, pageId, added.id)
    await recordActivity(tx, 'component.created', { subjectId: added.id, data: { name: added.name, pageId } })
    await recordAudit(tx, 'component.created', { targetId: added.id, after: { pageId, ...input } })
    return { page: found, component }
  })
  forgetSnapshot(ctx, page.slug)
  return component
}

/** Writes the component and begins its history. The caller holds the page and numbers its parts. */
async function insertComponent(tx: Tx, pageId: string, component: Component): Promise<void> {
  await repo.insertComponent(tx, pageId, component)
  const began = { startedAt: tx.now(), endedAt: null, causeKind: 'person', causeId: null, correctedAt: null } as const
  await stateRepo.insert(tx, component.id, [{ ...began, status: component.status }])
}

function newComponent(tx: Tx, input: NewComponent, groupId: string | null): Component {
  return {
    id: newShortId(),
    name: input.name,
    description: input.description ?? '',
    status: 'operational',
    position: 0,
    createdAt: tx.now(),
    updatedAt: tx.now(),
    groupId,
    showcase: input.showcase ?? true,
    startDate: input.startDate ?? null,
    onlyShowIfDegraded: input.onlyShowIfDegraded ?? false,
    hidden: input.hidden ?? false,
    unknownSince: null,
  }
}
