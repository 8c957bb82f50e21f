import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { addDays, localDate, sumAccounts, uptimeOf, type Account } from '#platform/uptime'
import type { Component, ComponentGroup, UpWhen } from '../components/component.ts'
import * as groupRepo from '../components/group-repo.ts'
import type { StatusPage } from '../page.ts'
import * as pageRepo from '../repo.ts'
import { accountOfDays, shareObserved, type Day } from './account.ts'
import { loadGroupDays } from './group-days.ts'
import { loadDays, shownDays } from './load.ts'
import type { UptimePolicy } from './policy.ts'
import * as repo from './repo.ts'

/** A figure, always with how much of the time it rests on. Both from 0 to 1. */
export type Figure = { uptime: number | null; coverage: number }

export type UptimeView = {
  timeZone: string
  /** Of the page: all components that are not hidden, each counting for its own time. */
  overall: Figure
  components: (Figure & { id: string; name: string; groupId: string | null; hidden: boolean; days: Day[] })[]
  /** Each by its own rule: as its worst component, or as its best. */
  groups: (Figure & { id: string; name: string; upWhen: UpWhen })[]
}

/** What a page has, for one stretch of days. */
export type Loaded = {
  page: StatusPage
  components: Component[]
  groups: ComponentGroup[]
  policies: UptimePolicy[]
  days: Map<string, Day[]>
  now: Date
}

/** The past 90 days of all components of a page, those included that readers do not see. */
export function getUptime(ctx: Context, pageId: string): Promise<UptimeView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    const loaded = await load(tx, pageId, (today) => ({ from: addDays(today, 1 - shownDays), to: today }))
    const accounts = accountsOf(loaded)
    const groupDays = await loadGroupDays(tx, loaded)
    return {
      timeZone: loaded.page.timeZone,
      overall: figureOf(overallAccount(loaded.components, accounts)),
      components: loaded.components.map(({ id, name, groupId, hidden }) => ({
        ...figureOf(accounts.get(id)),
        ...{ id, name, groupId, hidden, days: loaded.days.get(id) ?? [] },
      })),
      groups: loaded.groups.map(({ id, name, upWhen }) => ({
        ...figureOf(accountOfDays(groupDays.get(id) ?? [])),
        ...{ id, name, upWhen },
      })),
    }
  })
}

/** `range` is asked with the page's date of today; days after it are left out. */
export async function load(
  tx: Tx,
  pageId: string,
  range: (today: string) => { from: string; to: string },
): Promise<Loaded> {
  const now = tx.now()
  const page = await pageRepo.getPage(tx, pageId)
  const { from, to } = range(localDate(now.getTime(), page.timeZone))
  const components = await pageRepo.listComponents(tx, [pageId])
  const groups = await groupRepo.listGroups(tx, [pageId])
  const policies = await repo.listPolicies(tx, pageId)
  const days = await loadDays(tx, page, components, policies, { from, to, now })
  return { page, components, groups, policies, days, now }
}

export function accountsOf({ components, days }: Loaded): Map<string, Account> {
  return new Map(components.map(({ id }) => [id, accountOfDays(days.get(id) ?? [])]))
}

/** A page is up as much as its components are on the whole. Hidden ones do not count. */
export function overallAccount(components: readonly Component[], accounts: ReadonlyMap<string, Account>): Account {
  return sumAccounts(components.filter(({ hidden }) => !hidden).flatMap(({ id }) => accounts.get(id) ?? []))
}

export function figureOf(account: Account | undefined): Figure {
  return account ? { uptime: uptimeOf(account), coverage: shareObserved(account) } : { uptime: null, coverage: 0 }
}
