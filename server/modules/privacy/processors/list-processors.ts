/** The register for people: who gets what, where that is, and on what it rests. */
import { requirePermission, type Context, type PersonContext, type Services } from '#platform/context'
import { outsideConnections, processorRegister, type RegisterEntry } from '#platform/egress'
import { categories, regionName, type CategoryId, type PolicyProfile } from '#platform/policy'
import { asStaff } from '#modules/staff'
import { sumContacts, type ContactSum } from './repo.ts'

export type ProcessorView = Pick<
  RegisterEntry,
  'id' | 'name' | 'kind' | 'purpose' | 'hosts' | 'source' | 'transfer'
> & {
  categories: { id: string; text: string }[]
  region: string
  /** For people. */
  regionName: string
  /** Date and version of the agreement; null where the law asks for none. */
  dpa: { date: string; version: string } | null
  noTraining: boolean
}

export type StoreView = {
  component: 'database' | 'columns' | 'stream' | 'counters' | 'mail' | 'blobs'
  /** Null: the operator runs it. */
  processorId: string | null
  region: string
  regionName: string
}

export type ProcessorList = { processors: ProcessorView[]; stores: StoreView[] }

/** As it holds now: what is published, and what the program may call. */
export function describeProcessors({ config, policy }: Pick<Services, 'config' | 'policy'>): ProcessorList {
  const profile = policy.inForce()
  return {
    processors: processorRegister(profile, config.signInProviders).map(describeEntry),
    stores: describeStores(config, profile),
  }
}

/** For the members of a workspace. */
export function listProcessors(ctx: Context): ProcessorList {
  requirePermission(ctx, 'workspace.read')
  return describeProcessors(ctx)
}

export type Contacted = { lastContactedAt: Date | null; answered: number; failed: number; refused: number }

/** With what was called: for those who run the installation. */
export function listStaffProcessors(ctx: PersonContext) {
  return asStaff(ctx, async (tx) => {
    const sums = await sumContacts(tx)
    const { processors, stores } = describeProcessors(ctx)
    return {
      processors: processors.map((processor) => ({
        ...processor,
        ...contactedOf(sums.filter((sum) => sum.recipientKind !== 'workspace' && sum.recipientId === processor.id)),
      })),
      stores,
      connections: [...ctx.egress.outside()],
      workspaceDestinations: contactedOf(sums.filter(({ recipientKind }) => recipientKind === 'workspace')),
    }
  })
}

/** What was refused on the way out, newest first. */
export function listEgressRefusals(ctx: PersonContext) {
  return asStaff(ctx, async (tx) => ({ items: (await sumContacts(tx)).filter(isRefusal) }))
}

function describeEntry({ dpa, ...entry }: RegisterEntry): ProcessorView {
  return {
    ...entry,
    categories: entry.categories.map((id) => ({ id, text: textOf(id) })),
    regionName: regionName(entry.region),
    dpa: dpa === null ? null : { date: dpa.date, version: dpa.version },
  }
}

/** The schema of a profile takes categories that this version does not have, and the compiler refuses them. */
function textOf(id: string): string {
  return id in categories ? categories[id as CategoryId] : id
}

/** What is not named in the configuration runs beside the program; the three stores of data come first. */
function describeStores(config: Services['config'], profile: PolicyProfile): StoreView[] {
  const outside = outsideConnections(config, profile)
  const stores = ['database', 'columns', 'blobs'] as const
  const beside = (component: (typeof stores)[number]) => ({
    ...{ component, processorId: null, region: profile.regions.hosting },
  })
  const inOrder = [
    ...stores.map((store) => outside.find(({ component }) => component === store) ?? beside(store)),
    ...outside.filter(({ component }) => !stores.some((store) => store === component)),
  ]
  return inOrder.map(({ component, processorId, region }) => ({
    ...{ component, processorId, region, regionName: regionName(region) },
  }))
}

function contactedOf(sums: readonly ContactSum[]): Contacted {
  const called = sums.filter((sum) => !isRefusal(sum))
  const count = (of: readonly ContactSum[]) => of.reduce((total, sum) => total + sum.count, 0)
  const times = called.map(({ lastAt }) => lastAt.getTime())
  return {
    lastContactedAt: times.length === 0 ? null : new Date(Math.max(...times)),
    answered: count(called.filter(({ outcome }) => outcome === 'answered')),
    failed: count(called.filter(({ outcome }) => outcome === 'failed')),
    refused: count(sums.filter(isRefusal)),
  }
}

function isRefusal({ outcome }: ContactSum): boolean {
  return outcome !== 'answered' && outcome !== 'failed'
}
