/** The public site: home page, pricing, docs, and the published policy in all its forms. */
import type { Services } from '#platform/context'
import type { Route } from '#platform/http'
import type { InventoryEntry } from '#platform/inventory'
import { presets, type PolicyProfile } from '#platform/policy'
import type { Schedule } from '#platform/schedule'
import { factsOf, policyDocument } from './document.ts'
import type { Evidence } from './evidence.ts'
import { keepTextSchedule } from './kept-text.ts'
import { agreementSections, termsSections } from './pages.ts'
import { policySections } from './policy/index.ts'
import { write, type Facts, type Sentence } from './policy/rule.ts'
import { siteRoutes } from './routes.ts'
import { createSources } from './sources.ts'

export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'

export type SiteOptions = {
  /** Of the whole house; the policy is made from it. */
  inventory: readonly InventoryEntry[]
  isSetUp(services: Services): Promise<boolean>
  /** Instead of what was recorded. */
  evidence?: Evidence
}

export function createSite({ inventory, isSetUp, evidence }: SiteOptions): { routes: Route[]; schedules: Schedule[] } {
  const sources = createSources(inventory, evidence)
  const keep = keepTextSchedule(async (services) => {
    const facts = factsOf(services, inventory)
    return policyDocument(facts, await sources.prove(services, facts))
  })
  return { routes: siteRoutes({ inventory, sources, isSetUp }), schedules: [keep] }
}

/**
 * What can be published with each of the shipped policies, whatever is proved: for whoever checks the ids. Once as they
 * are shipped, and once with everything that an operator can add to them.
 */
export function everySentence(inventory: readonly InventoryEntry[]): (Sentence & { preset: string })[] {
  const sections = [...policySections, ...termsSections, ...agreementSections]
  const found = Object.values(presets).flatMap((profile) =>
    [bareFacts(profile, inventory), fullFacts(profile, inventory)].flatMap((facts) =>
      write(sections, facts).flatMap(({ sentences }) =>
        sentences.map((sentence) => ({ ...sentence, preset: profile.preset })),
      ),
    ),
  )
  return [...new Map(found.map((sentence) => [`${sentence.preset} ${sentence.text}`, sentence])).values()]
}

function bareFacts(profile: PolicyProfile, inventory: readonly InventoryEntry[]): Facts {
  return {
    profile,
    version: { version: '2026-01-01', announcedAt: new Date(0), effectiveAt: new Date(0), profile },
    inventory,
    appUrl: 'http://app.example',
    siteUrl: 'http://app.example',
    stores: { redis: false, nats: false },
    processors: [],
    signInProviders: [],
  }
}

/** TLS, a host for the site, both servers, a processor, a provider, and the property where Google counts. */
function fullFacts(profile: PolicyProfile, inventory: readonly InventoryEntry[]): Facts {
  const { analytics } = profile
  return {
    ...bareFacts(profile, inventory),
    profile:
      analytics.mode === 'ga4-homepage'
        ? { ...profile, analytics: { ...analytics, measurementId: 'G-EXAMPLE1' } }
        : profile,
    appUrl: 'https://app.example',
    siteUrl: 'https://www.example',
    stores: { redis: true, nats: true },
    processors: [exampleProcessor],
    signInProviders: ['Example'],
  }
}

const exampleProcessor: Facts['processors'][number] = {
  ...{
    id: 'example',
    name: 'Example Ltd',
    kind: 'mail',
    source: 'profile',
    purpose: 'send mail',
    hosts: ['mail.example'],
  },
  ...{ categories: ['C01'], region: 'US', noTraining: true },
  transfer: { mechanism: 'Standard contractual clauses', reference: 'example' },
  dpa: { date: '2026-01-01', version: '1', sha256: '0'.repeat(64) },
}
